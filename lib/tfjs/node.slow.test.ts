import { nativeSuites } from "../testing/tfjs-native.js";

await nativeSuites("node");
