// Says at once what the server would refuse by size, number or ending, so that nobody sends a hundred megabytes to hear it.
// Without scripts the server says the same.
for (const input of document.querySelectorAll("input[type=file][data-largest]")) {
  const { largest, most, tooLarge, tooMany, otherType } = input.dataset;
  const said = Object.assign(document.createElement("div"), { id: `${input.id}-said` });
  said.setAttribute("role", "alert");
  input.after(said);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${said.id}`.trim());
  const endings = input.accept.split(",");

  const fault = (file, number) => {
    if (number >= most) return tooMany;
    if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) return otherType;
    return file.size > largest ? tooLarge : "";
  };
  const judge = () => {
    const faults = [...input.files].map((file, number) => fault(file, number).replace("{file}", () => file.name)).filter(Boolean);
    said.replaceChildren(...faults.map((text) => Object.assign(document.createElement("p"), { className: "field-error", textContent: text })));
    input.setAttribute("aria-invalid", faults.length > 0);
    return faults.length === 0;
  };
  input.addEventListener("change", judge);
  input.form?.addEventListener("submit", (event) => {
    if (judge()) return;
    event.preventDefault();
    input.focus();
  });
}
