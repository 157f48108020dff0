// Offers the camera to every form of the page that takes a code.
import { offerCamera } from "./scan.js";

for (const form of document.querySelectorAll("[data-scan-form]")) offerCamera(form);
