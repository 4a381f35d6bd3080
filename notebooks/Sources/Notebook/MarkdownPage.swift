/// A page in Markdown, as forges show it, figures as files beside it.
enum MarkdownPage {
  static func text(_ page: Rendering) -> String {
    let parts = page.blocks.map { part($0, page.name) } + ["---", page.colophon]
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func part(_ block: Rendering.Block, _ folder: String) -> String {
    switch block {
    case .prose(let text): text
    case .output(.finding(let text)): "> " + text.replacing("\n", with: "\n> ")
    case .code(let text): fenced(text, "swift")
    case .output(.text(let text)): fenced(text, "text")
    case .output(.table(let table)):
      ([
        "**\(table.title)**", "", row(table.header),
        row([":--"] + table.header.dropFirst().map { _ in "--:" }),
      ] + table.rows.map(row)).joined(separator: "\n")
    case .output(.figure(let picture)):
      """
      ![\(plain(picture.altText))](\(folder)/\(picture.name).svg)

      *\(picture.caption)* Data: [JSON](\(folder)/\(picture.name).json), \
      [CSV](\(folder)/\(picture.name).csv).
      """
    }
  }

  private static func fenced(_ text: String, _ language: String) -> String {
    "```\(language)\n\(text)\n```"
  }

  private static func row(_ words: [String]) -> String {
    "| " + words.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  /// Text in which brackets mean themselves.
  private static func plain(_ text: String) -> String {
    text.replacing("[", with: "\\[").replacing("]", with: "\\]")
  }
}
