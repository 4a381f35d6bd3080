/// How pages look: one column of text, wide things scroll on their own, light and dark.
enum PageStyle {
  static let css = """
    :root { --ground: #fdfdfc; --ink: #1d1f21; --quiet: #55595e; --line: #d9dbdd; --code: #f3f4f4;
      --accent: #0b5cad; --word: #8a3b00; --text: #1d6b3a; --aside: #666a70; --found: #eaf2fb; }
    @media (prefers-color-scheme: dark) {
      :root { --ground: #14171a; --ink: #e6e6e4; --quiet: #a9adb2; --line: #3a3f44;
        --code: #1e2226; --accent: #7dbbf5; --word: #f2a36b; --text: #8fd3a5; --aside: #9aa0a6;
        --found: #18293b; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 1.0625rem/1.6 Georgia, "DejaVu Serif", serif; }
    main, footer { max-width: 50rem; margin: 0 auto; padding: 1.25rem 1.25rem 0; }
    footer { padding-bottom: 3rem; margin-top: 2rem; color: var(--quiet); font-size: 0.9rem; }
    footer p { border-top: 1px solid var(--line); padding-top: 1rem; }
    h1, h2, h3 { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
      line-height: 1.25; margin: 2.2em 0 0.6em; overflow-wrap: anywhere; }
    h1 { font-size: 1.9rem; margin-top: 0.6em; }
    h2 { font-size: 1.35rem; }
    h3 { font-size: 1.1rem; }
    p, ul, ol { margin: 0.9em 0; overflow-wrap: break-word; }
    a { color: var(--accent); }
    pre, code, samp { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; }
    p code, li code, th code, td code { font-size: 0.86em; overflow-wrap: anywhere; }
    pre { font-size: 0.78rem; line-height: 1.5; overflow-x: auto; padding: 0.8em 1em;
      margin: 1.2em 0; border-radius: 6px; }
    pre.code { background: var(--code); }
    pre.made { border-left: 3px solid var(--line); border-radius: 0; padding: 0.2em 1em;
      white-space: pre-wrap; }
    .word { color: var(--word); } .text { color: var(--text); }
    .aside { color: var(--aside); font-style: italic; }
    .finding { background: var(--found); border-left: 3px solid var(--accent);
      padding: 0.1em 1em; margin: 1.2em 0; }
    .finding p { margin: 0.6em 0; }
    .table, .picture { overflow-x: auto; margin: 1.2em 0; }
    table { border-collapse: collapse; font-size: 0.9rem;
      font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
      font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: bold; padding: 0 0 0.4em; }
    th, td { padding: 0.3em 0.9em 0.3em 0; text-align: right; white-space: nowrap; }
    th:first-child, td:first-child { text-align: left; }
    thead th { white-space: normal; min-width: 4.2rem; font-weight: 600; vertical-align: bottom;
      border-bottom: 1px solid var(--ink); }
    tbody th { font-weight: normal; }
    tbody tr:last-child > * { border-bottom: 1px solid var(--line); }
    figure { margin: 1.6em 0; }
    img { max-width: 100%; height: auto; display: block; }
    figcaption { color: var(--quiet); font-size: 0.92rem; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    @media (min-width: 40rem) { caption { white-space: nowrap; } }
    @media (max-width: 40rem) { .picture img { max-width: none; width: max(100%, 34rem); } }
    @media print { body { font-size: 10pt; } pre, figure, .table { break-inside: avoid; } }
    """
}
