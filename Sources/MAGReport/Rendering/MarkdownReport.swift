import MAGFiles

/// A report as Markdown with its figures in a folder beside it.
struct MarkdownReport {
  let text: String

  init(_ report: Report, folder: String) {
    var text = "# \(MarkdownText.escaped(report.title))\n\n"
    for sentence in report.summary { text += MarkdownText.escaped(sentence) + "\n\n" }
    if !report.findings.isEmpty {
      text += "## Before you read the numbers\n\n"
      for check in report.findings {
        text +=
          "- **\(check.verdict.word): \(MarkdownText.escaped(check.name))**"
          + (check.subject.map { " (\(MarkdownText.escaped($0)))" } ?? "") + ": "
          + MarkdownText.escaped(check.finding) + "\n"
      }
      text += "\n"
    }
    for section in report.sections {
      text += "## \(MarkdownText.escaped(section.title))\n\n"
      for block in section.blocks { text += MarkdownReport.block(block, folder) + "\n" }
    }
    self.text = text + "Written by \(Tool.name).\n"
  }

  private static func block(_ block: ReportBlock, _ folder: String) -> String {
    switch block {
    case .paragraph(let text): MarkdownText.escaped(text) + "\n"
    case .table(let table): self.table(table)
    case .figure(let figure): self.figure(figure, folder)
    case .code(let code):
      "\(MarkdownText.escaped(code.title)):\n\n"
        + MarkdownText.block(code.text, language: code.language.rawValue)
    }
  }

  private static func figure(_ figure: ReportFigure, _ folder: String) -> String {
    let file = "\(address(folder))/\(figure.id)"
    let links = ["svg", "json"].map { "[\($0)](\(file).\($0))" }.joined(separator: " · ")
    return "![\(MarkdownText.escaped(figure.altText))](\(file).png)\n\n"
      + "**\(MarkdownText.escaped(figure.name)).** \(MarkdownText.escaped(figure.caption)) \(links)\n"
  }

  /// A folder's name as the target of a link.
  private static func address(_ folder: String) -> String {
    folder.utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      return isPlain || "-_./".contains(character)
        ? String(character)
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  private static func table(_ table: ReportTable) -> String {
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
    var text = "**\(MarkdownText.escaped(table.caption))**\n\n"
    text += line(table.columns.map { MarkdownText.escaped($0.title) })
    text += line(table.columns.map { $0.isNumber ? "--:" : "---" })
    for row in table.rows {
      text += line(
        row.cells.map { cell in
          let lines = [cell.text] + cell.details
          switch cell.style {
          case .plain, .lines: return lines.map(MarkdownText.escaped).joined(separator: "<br>")
          case .code: return lines.map(MarkdownText.code).joined(separator: "<br>")
          case .verdict(let held):
            let mark = held == nil ? "" : "**"
            return mark + MarkdownText.escaped(cell.text) + mark
          }
        })
    }
    return text
  }
}
