/// The style of a report's page: for screens light and dark, narrow and wide, and for paper.
enum ReportStylesheet {
  /// A colour scheme; each text colour has a contrast of at least 4.5 against the grounds it
  /// stands on, which a test computes from here.
  struct Palette {
    var ground: String
    var panel: String
    var ink: String
    var quiet: String
    var line: String
    var link: String
    /// Text and ground of what failed, is doubtful, is a note, and is good.
    var bad: (text: String, ground: String)
    var doubt: (text: String, ground: String)
    var note: (text: String, ground: String)
    var good: (text: String, ground: String)

    fileprivate var variables: String {
      [
        ("ground", ground), ("panel", panel), ("ink", ink), ("quiet", quiet), ("line", line),
        ("link", link), ("bad", bad.text), ("bad-ground", bad.ground), ("doubt", doubt.text),
        ("doubt-ground", doubt.ground), ("note", note.text), ("note-ground", note.ground),
        ("good", good.text), ("good-ground", good.ground),
      ].map { "--\($0.0):\($0.1)" }.joined(separator: ";")
    }
  }

  static let light = Palette(
    ground: "#ffffff", panel: "#f4f5f7", ink: "#1a1a1a", quiet: "#55595e", line: "#d5d8dc",
    link: "#0b5394", bad: ("#96151b", "#fdeceb"), doubt: ("#704300", "#fff3d6"),
    note: ("#0d4373", "#e9f1fa"), good: ("#14532d", "#e7f5ec"))

  static let dark = Palette(
    ground: "#14171a", panel: "#1e2226", ink: "#ececec", quiet: "#a9adb2", line: "#3a3f44",
    link: "#8ec2f5", bad: ("#ffb3ae", "#3d1a1b"), doubt: ("#ffd58a", "#3a2c0d"),
    note: ("#b5d6f7", "#17293a"), good: ("#a8e0bc", "#15301f"))

  static let text = """
    :root{color-scheme:light dark;\(light.variables)}
    @media (prefers-color-scheme:dark){:root{\(dark.variables)}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,\
    "Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
    main,footer{max-width:60rem;margin:0 auto;padding:0 1.25rem}
    main{padding-top:2.5rem}
    footer{padding-bottom:2.5rem;color:var(--quiet);font-size:.875rem}
    h1{font-size:clamp(1.6rem,1.2rem + 1.6vw,2.25rem);line-height:1.2;margin:0 0 1rem;\
    text-wrap:balance}
    h2{font-size:1.35rem;line-height:1.3;margin:3rem 0 1rem}
    p{max-width:46rem;margin:0 0 .75rem}
    a{color:var(--link)}
    :focus-visible{outline:2px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-100rem;top:0;background:var(--ground);padding:.5rem 1rem}
    .skip:focus{left:.5rem}
    nav{margin:2rem 0;padding:1rem 1.25rem;background:var(--panel);border-radius:.5rem}
    nav h2{font-size:1rem;margin:0 0 .5rem}
    nav ol{margin:0;padding-left:1.4rem;columns:2 16rem;column-gap:2rem}
    nav li{padding:.15rem 0}
    .findings h2{margin-top:2rem}
    .findings ul{list-style:none;margin:0;padding:0;display:grid;gap:.5rem;\
    grid-template-columns:minmax(0,1fr)}
    .findings li{padding:.6rem .9rem;border-left:.25rem solid;border-radius:.25rem}
    .findings li.failed{color:var(--bad);background:var(--bad-ground)}
    .findings li.doubtful{color:var(--doubt);background:var(--doubt-ground)}
    .findings li.note{color:var(--note);background:var(--note-ground)}
    .subject{font-weight:600}
    .subject::before{content:"· "}
    figure{margin:2rem 0}
    .picture{overflow-x:auto}
    .picture svg{display:block;width:100%;min-width:36rem;max-width:52rem;height:auto}
    .picture.dark{display:none}
    @media (prefers-color-scheme:dark){.picture.paper{display:none}.picture.dark{display:block}}
    figcaption{max-width:52rem;margin-top:.5rem;font-size:.9375rem;color:var(--quiet)}
    figcaption strong{color:var(--ink)}
    details{margin-top:.5rem}
    summary{cursor:pointer;color:var(--link);padding:.25rem 0}
    .table{overflow-x:auto;margin:1.5rem 0}
    table{border-collapse:collapse;font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums}
    caption{text-align:left;font-weight:600;padding-bottom:.4rem}
    th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid \
    var(--line)}
    thead th{border-bottom:2px solid var(--quiet);vertical-align:bottom}
    tbody th{font-weight:600}
    .number{text-align:right;white-space:nowrap}
    th.number{white-space:normal}
    small{font-size:.8125rem;color:var(--quiet)}
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    code{font-size:.85em;overflow-wrap:anywhere}
    td code{display:inline-block;min-width:14rem}
    .code{margin:.75rem 0 1.25rem}
    .code .label{margin:0 0 .25rem;font-size:.875rem;font-weight:600}
    pre{margin:0;padding:.75rem 1rem;background:var(--panel);border-radius:.375rem;overflow-x:auto;\
    font-size:.8125rem;line-height:1.5}
    pre code{font-size:1em;overflow-wrap:normal}
    .verdict{display:inline-block;padding:.05rem .5rem;border-radius:.25rem;white-space:nowrap;\
    font-weight:600}
    .verdict.good{color:var(--good);background:var(--good-ground)}
    .verdict.bad{color:var(--bad);background:var(--bad-ground)}
    .verdict.open{color:var(--doubt);background:var(--doubt-ground)}
    button{font:inherit;font-size:.8125rem;color:var(--link);background:var(--ground);border:1px \
    solid var(--quiet);border-radius:.25rem;padding:.3rem .7rem;margin-top:.4rem;cursor:pointer}
    fieldset{min-width:0;border:1px solid var(--line);border-radius:.5rem;margin:1.5rem 0;\
    padding:.5rem 1rem .75rem}
    legend{font-weight:600;padding:0 .4rem}
    fieldset label{display:inline-flex;align-items:center;gap:.4rem;margin-right:1.25rem;\
    padding:.2rem 0;max-width:100%;overflow-wrap:anywhere}
    [hidden]{display:none!important}
    @media print{
    :root{color-scheme:light;\(light.variables)}
    @page{margin:18mm}
    body{font-size:10pt}
    main,footer{max-width:none;padding:0}
    nav,.skip,button,fieldset,details{display:none}
    .picture.paper{display:block}
    .picture.dark{display:none}
    .picture,.table{overflow:visible}
    .picture svg{min-width:0;max-width:100%}
    table{font-size:7.5pt}
    th,td{padding-right:.5rem}
    small{font-size:6.5pt}
    td code{min-width:0}
    h2,caption,thead,.code .label{break-after:avoid}
    figure,tr,.findings li,.code{break-inside:avoid}
    .picture svg{max-height:19cm}
    .picture,.table{break-before:avoid}
    pre{white-space:pre-wrap}
    }
    """
}
