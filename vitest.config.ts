import { defineConfig } from "vitest/config";

/** Slow or whole-system tests have projects of their own, so that `npm run check` stays quick. */
const everywhere = ["**/node_modules/**", "**/dist/**", ".venv/**", ".cache/**"];
const other = "**/*.{slow,setup,kernel,browser}.test.ts";

/** What learners meet, as against the code below it: figures hold their criteria, banks of solutions get their marks. */
const course = ["lib/{figures,live}", "grader/{catalogue,checks,mutants}", "scripts/{exercises,figures}"];
const courseTests = [...course.map((folder) => `${folder}/**/*.test.ts`), "scripts/figures.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{lib,grader,scripts,exercises,solutions,bench}/**/*.test.ts"],
          exclude: [...everywhere, other, ...courseTests],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "course",
          include: courseTests,
          exclude: [...everywhere, other],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "kernel",
          include: ["kernel/**/*.test.ts"],
          exclude: everywhere,
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "system",
          include: ["**/*.{slow,setup}.test.ts"],
          exclude: everywhere,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "notebooks",
          include: ["{notebooks,scripts}/**/*.kernel.test.ts"],
          exclude: everywhere,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "browser",
          include: ["**/*.browser.test.ts"],
          exclude: everywhere,
          expect: { poll: { timeout: 60_000 } }, // one second by default, too short for a page on a busy machine
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
