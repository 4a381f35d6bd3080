import MAGFiles

/// A report as a LaTeX document with its figures as PDF in a folder beside it.
struct LaTeXReport {
  let text: String

  init(_ report: Report, folder: String) {
    var body = report.summary.map { LaTeXText.escaped($0) + "\n\n" }.joined()
    if !report.findings.isEmpty {
      body += "\\section*{Before you read the numbers}\n\\begin{itemize}\n"
      for check in report.findings {
        body +=
          "\\item \\textbf{\(check.verdict.word): \(LaTeXText.escaped(check.name))}"
          + (check.subject.map { " (\(LaTeXText.escaped($0)))" } ?? "") + ": "
          + LaTeXText.escaped(check.finding) + "\n"
      }
      body += "\\end{itemize}\n\n"
    }
    for section in report.sections {
      body += "\\section{\(LaTeXText.escaped(section.title))}\n\n"
      for block in section.blocks { body += LaTeXReport.block(block) + "\n" }
    }
    text = """
      % Written by \(Tool.name). Compile with pdflatex or lualatex.
      \\documentclass[10pt]{article}
      \\usepackage[utf8]{inputenc}
      \\usepackage[T1]{fontenc}
      \\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}
      \\usepackage{textcomp}
      \\usepackage[margin=22mm]{geometry}
      \\usepackage{graphicx,array,booktabs,longtable,caption,float}
      \\usepackage[hidelinks]{hyperref}
      \\graphicspath{{\\detokenize{\(LaTeXReport.path(folder))/}}}
      \\setlength{\\emergencystretch}{3em}
      \\setlength{\\tabcolsep}{4pt}
      \\setlength{\\parindent}{0pt}
      \\setlength{\\parskip}{.4em}
      \\title{\(LaTeXText.escaped(report.title))}
      \\author{}
      \\date{}
      \\begin{document}
      \\maketitle
      \(body)\\end{document}

      """
  }

  /// A folder's name without what even `\detokenize` cannot hold.
  private static func path(_ folder: String) -> String {
    String(folder.filter { !"{}%#\\".contains($0) })
  }

  private static func block(_ block: ReportBlock) -> String {
    switch block {
    case .paragraph(let text): LaTeXText.escaped(text) + "\n"
    case .table(let table): LaTeXTable.text(table)
    case .figure(let figure):
      figure.snippets.first { $0.language == .latex }.map {
        $0.text.replacing("\\begin{figure}", with: "\\begin{figure}[H]")
          .replacing(
            "[width=\\linewidth,",
            with: "[width=\\linewidth,height=.78\\textheight,keepaspectratio,")
          + "\n"
      } ?? ""
    case .code(let code): self.code(code)
    }
  }

  /// Lines in type of fixed width, broken where they must be: escaped, not verbatim, so that no text
  /// can end it.
  private static func code(_ code: ReportCode) -> String {
    let lines = code.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let indent = line.prefix { $0 == " " }.count
      let text = line.dropFirst(indent).split(separator: " ", omittingEmptySubsequences: false)
        .map { LaTeXText.escaped(String($0)) }.joined(separator: " ")
      return "\\mbox{}\\hspace*{\(indent).5ex}\\texttt{\(text)}"
    }
    return "\\paragraph{\(LaTeXText.escaped(code.title))}\\mbox{}\n\n{\\footnotesize\\raggedright\n"
      + lines.joined(separator: "\\\\\n") + "\\par}\n"
  }
}
