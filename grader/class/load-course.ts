import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Course } from "../submissions/unrolled.js";
import { WrongUsage } from "./usage.js";

/** A course, and the address of the module that exports it, which other processes load it from. */
export type LoadedCourse = { readonly course: Course; readonly courseModule: string };

/** @param module a path, or an address that begins with `file:`. @throws WrongUsage when it exports no course */
export async function loadCourse(module: string): Promise<LoadedCourse> {
  const courseModule = module.startsWith("file:") ? module : pathToFileURL(resolve(module)).href;
  const { course } = await load(module, courseModule);
  if (isCourse(course)) return { course, courseModule };
  throw new WrongUsage(`--course ${module} must export \`course\`, with title, exercises and folder.`);
}

async function load(module: string, address: string): Promise<{ readonly course?: unknown }> {
  try {
    return await import(address);
  } catch (error) {
    throw new WrongUsage(`--course ${module} cannot be loaded: ${(error as Error).message}`);
  }
}

function isCourse(value: unknown): value is Course {
  const { title, exercises, folder } = (value ?? {}) as Partial<Course>;
  return typeof title === "string" && Array.isArray(exercises) && typeof folder === "string";
}
