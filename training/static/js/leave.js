// Leaves at once: covers the page, then puts a neutral one in its place.
const PRESSES = 3;
const WITHIN = 3000; // milliseconds for the three presses of Shift

const link = document.querySelector("[data-leave] a");
let presses = [];

function leave() {
  document.documentElement.classList.add("left");
  document.title = "…";
  sessionStorage.clear();
  location.replace(link.href);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  if (event.repeat) return;
  presses = [...presses, Date.now()].slice(-PRESSES);
  if (presses.length === PRESSES && Date.now() - presses[0] < WITHIN) leave();
});
