/// A table of a report as HTML, in a region of its own that scrolls where the page is narrow.
enum HTMLTable {
  static func text(_ table: ReportTable) -> String {
    let caption = HTMLText.escaped(table.caption)
    let heads = table.columns.map { column in
      "<th scope=\"col\"\(column.isNumber ? " class=\"number\"" : "")>"
        + "\(HTMLText.escaped(column.title))</th>"
    }
    let rows = table.rows.map { row(of: $0, table.columns) }
    return """
      <div class="table" role="group" tabindex="0" aria-label="\(caption)">
      <table>
      <caption>\(caption)</caption>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table>
      </div>

      """
  }

  private static func row(of row: ReportTable.Row, _ columns: [ReportTable.Column]) -> String {
    let model = row.model.map { " data-model=\"\(HTMLText.escaped($0))\"" } ?? ""
    let cells = row.cells.enumerated().map { place, cell in
      let isNumber = columns.indices.contains(place) && columns[place].isNumber
      let kind = isNumber ? " class=\"number\"" : ""
      return place == 0
        ? "<th scope=\"row\"\(kind)>\(content(cell))</th>" : "<td\(kind)>\(content(cell))</td>"
    }
    return "<tr\(model)>\(cells.joined())</tr>\n"
  }

  private static func content(_ cell: ReportTable.Cell) -> String {
    let details = cell.details.map { line in
      let text = HTMLText.escaped(line)
      if cell.style == .lines { return "<br>\(text)" }
      return "<br><small>\(cell.style == .code ? "<code>\(text)</code>" : text)</small>"
    }.joined()
    let text = HTMLText.escaped(cell.text)
    switch cell.style {
    case .plain, .lines: return text + details
    case .code: return "<code>\(text)</code>" + details
    case .verdict(let held):
      let kind = held.map { $0 ? "good" : "bad" } ?? "open"
      return "<span class=\"verdict \(kind)\">\(text)</span>" + details
    }
  }
}
