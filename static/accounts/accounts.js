// A checkbox under each password field that shows what is typed; without scripts the field simply stays hidden.
for (const input of document.querySelectorAll("input[data-reveal]")) {
  const box = document.createElement("div");
  const toggle = document.createElement("input");
  const label = document.createElement("label");
  box.className = "choice reveal";
  toggle.type = "checkbox";
  toggle.id = `${input.id}-reveal`;
  label.htmlFor = toggle.id;
  label.textContent = input.dataset.reveal;
  toggle.addEventListener("change", () => { input.type = toggle.checked ? "text" : "password"; });
  // What is sent must be a password field again, or the browser would remember it as text.
  input.form.addEventListener("submit", () => { input.type = "password"; });
  box.append(toggle, label);
  input.after(box);
}
