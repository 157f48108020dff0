// Coming back from another platform: goes on by itself; without this file a press on the button does it.
document.querySelector("form[data-goes-on]")?.requestSubmit();
