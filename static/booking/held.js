// Warns two minutes before a held time lapses, and says so when it has (WCAG 2.2.1). Without scripts the page tells until when.
for (const held of document.querySelectorAll("[data-seconds-left]")) {
  const warnings = [...held.querySelectorAll("[data-seconds-before]")];
  for (const warning of warnings) {
    const wait = (held.dataset.secondsLeft - warning.dataset.secondsBefore) * 1000;
    setTimeout(() => { for (const one of warnings) one.hidden = one !== warning; }, Math.max(0, wait));
  }
}
