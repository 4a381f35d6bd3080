import Foundation
import MAGFiles

/// The chunks of a PNG in order, as they stand in the file: nothing is unpacked.
struct PNGChunks {
  struct Chunk {
    /// Four letters, e.g. `IHDR`.
    var type: String
    /// Shares memory with the file.
    var contents: Data
  }

  static let signature = Data([137, 80, 78, 71, 13, 10, 26, 10])

  private let file: Data
  private var offset = PNGChunks.signature.count
  private let name: String

  /// - Parameter name: what messages call the file.
  init(_ file: Data, name: String) {
    self.file = file
    self.name = name
  }

  /// The next chunk; nil after `IEND`.
  ///
  /// - Throws: `.unreadable` where the file ends before the chunk does.
  mutating func next() throws(FigureFailure) -> Chunk? {
    var cursor = ByteCursor(file, at: offset)
    guard let length = cursor.read(UInt32.self)?.byteSwapped, let type = cursor.read(count: 4),
      let contents = cursor.read(count: Int(length)), cursor.read(count: 4) != nil
    else {
      throw .unreadable(what: name, reason: "the PNG ends within a chunk; it is not whole")
    }
    offset = cursor.offset
    let chunk = Chunk(type: String(decoding: type, as: UTF8.self), contents: contents)
    return chunk.type == "IEND" ? nil : chunk
  }
}

extension PNGChunks.Chunk {
  /// The text of an `iTXt` chunk that is not compressed, under this keyword; nil for other chunks.
  ///
  /// The chunk holds keyword, 0, compression flag, compression method, language, 0, translated
  /// keyword, 0, text.
  func text(keyword: String) -> Data? {
    let head = Data(keyword.utf8) + [0, 0, 0]
    guard type == "iTXt", contents.starts(with: head) else { return nil }
    let parts = contents.dropFirst(head.count).split(
      separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? parts[2] : nil
  }
}
