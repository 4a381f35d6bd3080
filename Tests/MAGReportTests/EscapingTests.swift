import Foundation
import MAG
import Testing

@testable import MAGReport

@Suite("Text from files in reports") struct EscapingTests {
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title><b>", "a & b <i>",
    "\\input{/etc/passwd}", "\\end{document}", "50 % $x_1^2$ #1 ~{}",
    "[click](javascript:alert(1))",
    "![x](http://example.invalid/x.png)", "` `` ```", "| a | b |", "# heading", "1. item",
    "-- --- ’ ε",
  ]
  /// What the font of the figures has no signs for.
  static let undrawable = ["line\nbreak", "\u{202E}reversed\u{202C}\u{7}", "模型 ✓ 🙂"]

  @Test("a name that no figure could show is refused, with its signs", arguments: undrawable)
  func names_undrawable_areRefused(_ text: String) throws {
    let report = try Toys.report(names: ["m/\(text).pt", "b.pt"])
    let failure = #expect(throws: FigureFailure.self) { _ = try HTMLReport(report).text }
    #expect(failure?.kind == .unavailable)
    #expect(failure?.description.contains("has no signs for") == true)
    #expect(failure?.description.contains("\n") == false)
  }

  @Test("words that no font need have are shown inert in text", arguments: undrawable)
  func assumption_undrawable_isInert(_ text: String) throws {
    let page = try HTMLReport(Toys.report(assumption: text)).text
    #expect(page.contains(HTMLText.escaped(text)))
  }

  @Test("HTML keeps no tag and no attribute of a name", arguments: hostile)
  func html_hostile_isInert(_ text: String) throws {
    let report = try Toys.report(names: ["m/\(text).pt", "b.pt"], assumption: text)
    let page = try HTMLReport(report).text
    let (tags, plain) = (Tags(page), Tags(try HTMLReport(Toys.report()).text))
    #expect(tags["script"].isEmpty && tags["img"].isEmpty && tags["b"].isEmpty && tags["i"].isEmpty)
    for name in Set(plain.all.map(\.name)).subtracting([
      "text", "tspan", "path", "g", "use", "rect",
    ]) {
      #expect(tags[name].count == plain[name].count, "\(name)")
    }
    #expect(tags.all.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    let shown = HTMLText.escaped(text)
    #expect(page.contains("<td>\(shown)</td>"))
    #expect(!shown.contains { "<>\"'".contains($0) } && !shown.contains("\n"))
  }

  @Test(
    "HTML's five signs and invisible characters are written as what they are",
    arguments: [
      ("<a href=\"x\">'&", "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"), ("a\u{0}b", "a\\u{0}b"),
      ("ε ≤ 1", "ε ≤ 1"),
    ])
  func html_signs_areReferences(_ text: String, _ expected: String) {
    #expect(HTMLText.escaped(text) == expected)
  }

  @Test(
    "Markdown's signs lose their meaning",
    arguments: [
      ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"), ("<b>", "&lt;b&gt;"), ("a|b", "a\\|b"),
      ("[x](y)", "\\[x\\](y)"), ("# a", "\\# a"), ("1. a", "1\\. a"), ("- a", "\\- a"),
      ("https://a", "https\\://a"), ("www.a", "www\\.a"), ("0.5", "0\\.5"), ("m-1.pt", "m-1.pt"),
    ])
  func markdown_signs_areEscaped(_ text: String, _ expected: String) {
    #expect(MarkdownText.escaped(text) == expected)
  }

  @Test("code in Markdown cannot be ended from within")
  func markdown_code_isClosed() {
    #expect(MarkdownText.code("a`b``c") == "```a`b``c```")
    #expect(MarkdownText.code("`") == "`` ` ``")
    #expect(MarkdownText.block("```\nx", language: "sh") == "````sh\n```\nx\n````\n")
  }

  @Test(
    "LaTeX's signs are printed, and letters it has no font for become numbers",
    arguments: [
      (
        "a_b & 50 % #1 {x} $y^2$ ~",
        "a\\_b \\& 50 \\% \\#1 \\{x\\} \\$y\\textasciicircum{}2\\$ \\textasciitilde{}"
      ),
      ("\\input", "\\textbackslash{}input"),
      ("‖P g‖ ≤ ε", "$\\Vert$P g$\\Vert$ $\\le$ $\\varepsilon$"),
      ("é", "é"), ("模", "{[}U+6A21{]}"), ("10⁻⁶", "10\\textsuperscript{$-$}\\textsuperscript{6}"),
      ("--x", "-{}-x"), ("–", "\\textendash{}"),
    ])
  func latex_signs_arePrinted(_ text: String, _ expected: String) {
    #expect(LaTeXText.escaped(text) == expected)
  }

  @Test("braces of a LaTeX report are balanced, whatever names hold", arguments: hostile)
  func latex_hostile_isBalanced(_ text: String) throws {
    let report = try Toys.report(names: ["m/\(text).pt", "b.pt"], assumption: text)
    let page = LaTeXReport(report, folder: "r-figures").text
    let bare = page.replacing(/\\./, with: "")
    #expect(bare.count { $0 == "{" } == bare.count { $0 == "}" })
    #expect(page.matches(of: /\\end\{document\}/).count == 1 && !page.contains("\\input{/"))
    for line in page.split(separator: "\n").dropFirst() { #expect(!line.hasPrefix("%")) }
  }

  @Test("what a file says stays in its cell of a Markdown table", arguments: hostile)
  func markdown_hostile_keepsTables(_ text: String) throws {
    let report = try Toys.report(names: ["m/\(text).pt", "b.pt"], assumption: text)
    let page = MarkdownReport(report, folder: "r-figures").text
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }
    var width: Int?
    for row in rows {
      let bars = row.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
      if row.hasPrefix("| ---") || row.hasPrefix("| --:") { #expect(width == bars) }
      width = bars
    }
    #expect(page.split(separator: "\n").count { $0.hasPrefix("# ") } == 1)
    // Inside of code nothing is markup.
    let prose = page.replacing(/(?s)```+.*?\n```+/, with: "").replacing(/`+[^`\n]*`+/, with: "")
    #expect(!prose.contains("<script") && !prose.contains("<img"))
  }

  @Test(
    "a LaTeX report compiles, hostile names included",
    .enabled(if: Programs.find("pdflatex") != nil))
  func latex_document_compiles() throws {
    let program = try #require(Programs.find("pdflatex"))
    try withFolder { folder in
      let names = Self.hostile.enumerated().map { "m\($0.offset)/\($0.element).pt" }
      let page = folder.appendingPathComponent("my report.tex")
      try Toys.report(names: names, assumption: Self.hostile.joined(separator: " "))
        .rendered(as: .latex, figureFolder: RenderedReport.folder(of: page).lastPathComponent)
        .write(to: page)
      let run = try Programs.run(
        program, ["-interaction=nonstopmode", "-halt-on-error", page.path], in: folder)
      #expect(run.code == 0, "\(run.output.suffix(2000))")
      #expect(!run.output.contains("Missing character") && !run.output.contains("not found"))
    }
  }
}
