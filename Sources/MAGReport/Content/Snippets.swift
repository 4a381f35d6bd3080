import MAGFigures

extension ReportFigure {
  /// The figure's name, "Figure 1".
  public var name: String { figure.name }
  public var caption: String { figure.caption }
  public var altText: String { figure.altText }

  /// What others paste to use the figure's files, which are called as the figure: LaTeX with a
  /// caption and, for tagged PDF, an alternative text; Markdown; HTML.
  public var snippets: [ReportCode] {
    let label = "fig:\(id)"
    return [
      ReportCode(
        "LaTeX", .latex,
        """
        \\begin{figure}
          \\centering
          \\includegraphics[width=\\linewidth,
            alt={\(LaTeXText.escaped(altText))}]{\(id).pdf}
          \\caption{\(LaTeXText.escaped(caption))}
          \\label{\(label)}
        \\end{figure}
        """),
      ReportCode(
        "Markdown", .markdown,
        "![\(MarkdownText.escaped(altText))](\(id).png)\n\n*\(MarkdownText.escaped(caption))*"),
      ReportCode(
        "HTML", .html,
        """
        <figure>
          <img src="\(id).svg" alt="\(HTMLText.escaped(altText))">
          <figcaption>\(HTMLText.escaped(caption))</figcaption>
        </figure>
        """),
    ]
  }
}
