import Foundation

/// Something that a notebook's code made, to be shown below it.
package enum Output: Equatable, Sendable {
  /// Plain text in fixed width.
  case text(String)
  /// Markdown: a sentence that the run's numbers filled in.
  case finding(String)
  case table(Table)
  case figure(Picture)

  /// Rows of words under a header; the first column names its row.
  package struct Table: Equatable, Sendable {
    package var title: String
    package var header: [String]
    package var rows: [[String]]

    package init(title: String, header: [String], rows: [[String]]) {
      self.title = title
      self.header = header
      self.rows = rows
    }
  }

  /// A figure's files, their names relative to the page's folder of figures.
  package struct Picture: Equatable, Sendable {
    var name: String
    var caption: String
    var altText: String
    /// In inches, as printed.
    var width: Double
    var files: [(name: String, bytes: Data)]

    package init(
      name: String, caption: String, altText: String, width: Double,
      files: [(name: String, bytes: Data)]
    ) {
      self.name = name
      self.caption = caption
      self.altText = altText
      self.width = width
      self.files = files
    }

    package static func == (a: Picture, b: Picture) -> Bool {
      a.name == b.name && a.caption == b.caption && a.altText == b.altText && a.width == b.width
        && a.files.elementsEqual(b.files) { $0 == $1 }
    }
  }
}
