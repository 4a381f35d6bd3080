/// A table of a report for LaTeX: it may go on over pages, and its columns share the width of the
/// text by how much they hold.
enum LaTeXTable {
  static func text(_ table: ReportTable) -> String {
    let widths = widths(of: table)
    let columns = zip(table.columns, widths).map { column, width in
      ">{\\\(column.isNumber ? "raggedleft" : "raggedright")\\arraybackslash}"
        + "p{\\dimexpr \(width)\\linewidth-2\\tabcolsep\\relax}"
    }
    let head = table.columns.map { LaTeXText.escaped($0.title) }.joined(separator: " & ")
    let rows = table.rows.map { row in
      row.cells.map(content).joined(separator: " & ") + " \\\\\n"
    }
    return """
      {\\\(table.columns.count > 7 ? "scriptsize" : "footnotesize")
      \\begin{longtable}{@{}\(columns.joined())@{}}
      \\caption{\(LaTeXText.escaped(table.caption))}\\\\
      \\toprule
      \(head) \\\\
      \\midrule
      \\endfirsthead
      \\toprule
      \(head) \\\\
      \\midrule
      \\endhead
      \(rows.joined())\\bottomrule
      \\end{longtable}}

      """
  }

  /// The share of the text's width of each column, by its longest words and texts.
  private static func widths(of table: ReportTable) -> [String] {
    let needs = table.columns.indices.map { column in
      let cells = table.rows.compactMap {
        $0.cells.indices.contains(column) ? $0.cells[column] : nil
      }
      let lines = [table.columns[column].title] + cells.flatMap { [$0.text] + $0.details }
      let isCode = cells.contains { $0.style == .code }
      let words = lines.flatMap { $0.split(separator: " ") }.map(\.count).max() ?? 1
      let longest = lines.map(\.count).max() ?? 1
      return Double(min(max(isCode ? 16 : words, min(longest, 30)), 40) + 2)
    }
    let sum = needs.reduce(0, +)
    return needs.map { ReportText.fixed($0 / sum, 4) }
  }

  private static func content(_ cell: ReportTable.Cell) -> String {
    func line(_ text: String) -> String {
      cell.style == .code ? LaTeXText.code(text) : LaTeXText.escaped(text)
    }
    var text = line(cell.text)
    if case .verdict(let held) = cell.style, held != nil { text = "\\textbf{\(text)}" }
    let details = cell.details.map {
      cell.style == .lines ? "\\newline \(line($0))" : "\\newline{\\scriptsize \(line($0))}"
    }
    return text + details.joined()
  }
}
