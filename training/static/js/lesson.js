// Comfort inside a lesson; each form also works as a plain one.
import { autosave } from "./autosave.js";
import { checkInPlace } from "./check.js";

document.querySelectorAll("form[data-autosave]").forEach(autosave);
document.querySelectorAll("[data-check]").forEach(checkInPlace);
