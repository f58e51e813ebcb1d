"use strict";
const box = document.getElementById("search");
const told = document.getElementById("found");
const samples = Array.from(document.querySelectorAll(".sample"), (item) => [item, item.textContent.toLowerCase()]);
box.parentElement.hidden = false;
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const [item, text] of samples) {
    item.hidden = !words.every((word) => text.includes(word));
    count += item.hidden ? 0 : 1;
  }
  for (const more of document.querySelectorAll(".more")) more.open = words.length > 0;
  told.textContent = words.length ? `${count} of ${samples.length}` : "";
});
addEventListener("beforeprint", () => { for (const item of document.querySelectorAll("details")) item.open = true; });
