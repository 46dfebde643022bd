#include "platform/http/docs.hpp"

namespace venera::http {

// Contrasts are at least 4.5 : 1 in both schemes (WCAG 2.2, 1.4.3).
std::string_view docs_style() {
    return R"css(:root {
  color-scheme: light dark;
  --back: #ffffff; --fore: #1b2430; --quiet: #55606e; --line: #d5dbe3; --soft: #f3f6fa;
  --link: #0b57b5;
}
@media (prefers-color-scheme: dark) {
  :root { --back: #11161d; --fore: #e3e9f1; --quiet: #a3afbd; --line: #323c49; --soft: #1a212b;
    --link: #8abfff; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--back); color: var(--fore);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 0.5rem; padding-bottom: 0.25rem;
  border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 0.5rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--back); padding: 0.5rem; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: 0.75rem; background: var(--soft); border: 1px solid var(--line);
  border-radius: 6px; }
article { margin: 1.25rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: 8px; }
article:target { border-color: var(--link); }
.summary { margin: 0 0 0.5rem; font-weight: 600; }
.access { color: var(--quiet); margin: 0 0 0.75rem; }
.about { white-space: pre-line; }
.method { display: inline-block; min-width: 4.2rem; padding: 0.1rem 0.4rem; border: 1px solid currentColor;
  border-radius: 4px; text-align: center; font-size: 0.8em; color: var(--link); }
.scroll { overflow-x: auto; margin: 0.5rem 0 1rem; }
table { width: 100%; border-collapse: collapse; overflow-wrap: normal; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0;
  border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 600; }
summary { cursor: pointer; font-weight: 600; padding: 0.2rem 0; }
nav ul { list-style: none; margin: 0; padding: 0 0 0.5rem 0.75rem; }
nav li { padding: 0.15rem 0; font-size: 0.9rem; }
@media (min-width: 70rem) {
  .with-sidebar { max-width: 84rem; display: grid;
    grid-template-columns: 21rem minmax(0, 1fr); column-gap: 2rem; }
  .with-sidebar header { grid-column: 1 / -1; }
  .with-sidebar nav { position: sticky; top: 1rem; align-self: start;
    max-height: calc(100vh - 2rem); overflow-y: auto; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
)css";
}

}  // namespace venera::http
