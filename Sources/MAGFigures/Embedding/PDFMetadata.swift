import Foundation

/// Gives a PDF that Cairo wrote a metadata stream, by an incremental update: what is there stays
/// byte for byte, and a new catalog that names the stream follows it.
///
/// Reads the classic table of cross references, which Cairo writes for PDF 1.4 in every version
/// (for PDF 1.5 it would write streams of them from 1.17.6 on).
/// Source: ISO 32000-1, sections 7.5.4 to 7.5.6 and 14.3.2.
enum PDFMetadata {
  /// The file with `packet` as the metadata of its document.
  ///
  /// - Throws: `.drawing` when the file is not built as Cairo builds a PDF 1.4.
  static func embedding(_ packet: String, in pdf: Data) throws(FigureFailure) -> Data {
    guard let file = Layout(pdf) else {
      throw .drawing(
        format: "pdf", reason: "the file is not built as expected, so nothing can be added to it")
    }
    let stream = file.objectCount
    let contents = Data(packet.utf8)
    var result = pdf
    let streamOffset = result.count
    result += Data(
      "\(stream) 0 obj\n<< /Type /Metadata /Subtype /XML /Length \(contents.count) >>\nstream\n"
        .utf8)
    result += contents
    result += Data("\nendstream\nendobj\n".utf8)
    let rootOffset = result.count
    result += Data(
      "\(file.root) 0 obj\n\(file.catalog)   /Metadata \(stream) 0 R\n>>\nendobj\n".utf8)
    let tableOffset = result.count
    result += Data(
      """
      xref
      \(file.root) 1
      \(entry(rootOffset))
      \(stream) 1
      \(entry(streamOffset))
      trailer
      << /Size \(stream + 1)
         /Root \(file.root) 0 R
         /Info \(file.info) 0 R
         /Prev \(file.table)
      >>
      startxref
      \(tableOffset)
      %%EOF

      """.utf8)
    return result
  }

  /// A line of the table with its line feed left out: 19 bytes.
  private static func entry(_ offset: Int) -> String {
    let digits = String(offset)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n "
  }

  /// Where things stand in a file with one classic table.
  private struct Layout {
    var table: Int
    var objectCount: Int
    var root: Int
    var info: Int
    /// The catalog up to the signs that end its dictionary.
    var catalog: String

    init?(_ pdf: Data) {
      // The table and the trailer, by the number that the file ends with.
      let tail = String(decoding: pdf.suffix(64), as: UTF8.self)
      guard let end = tail.firstMatch(of: /startxref\n([0-9]{1,10})\n%%EOF\n$/),
        let table = Int(end.1), table < pdf.count
      else { return nil }
      let listing = String(decoding: pdf[(pdf.startIndex + table)...], as: UTF8.self)
      guard let head = listing.prefixMatch(of: /xref\n0 ([0-9]{1,9})\n/),
        let count = Int(head.1), count > 0,
        let trailer = listing.range(of: "trailer\n"),
        let size = PDFMetadata.number("Size", in: listing[trailer.upperBound...]), size == count,
        let root = PDFMetadata.number("Root", in: listing[trailer.upperBound...]), root < count,
        let info = PDFMetadata.number("Info", in: listing[trailer.upperBound...]), info < count
      else { return nil }
      let entries = listing[head.range.upperBound..<trailer.lowerBound].utf8
      guard entries.count == 20 * count,
        let offset = Int(String(entries.dropFirst(20 * root).prefix(10)) ?? ""), offset < table
      else { return nil }
      let object = pdf[(pdf.startIndex + offset)..<(pdf.startIndex + table)]
      let start = "\(root) 0 obj\n"
      guard object.starts(with: Data(start.utf8)),
        let ending = object.range(of: Data("\n>>\nendobj\n".utf8))
      else { return nil }
      catalog = String(
        decoding: object[(object.startIndex + start.utf8.count)...ending.lowerBound], as: UTF8.self)
      guard catalog.hasPrefix("<< /Type /Catalog\n") else { return nil }
      (self.table, objectCount, self.root, self.info) = (table, count, root, info)
    }
  }

  /// The number after a key of a dictionary, also the object's number of a reference.
  private static func number(_ key: String, in dictionary: Substring) -> Int? {
    guard let place = dictionary.range(of: "/\(key) ") else { return nil }
    return Int(dictionary[place.upperBound...].prefix { $0.isASCII && $0.isNumber })
  }
}
