import Foundation
import MAGFiles

/// Why a table of digits was refused.
public enum TableFailure: Failure, Equatable {
  case badHeader(path: String)
  /// A row with too few or too many fields, or a field that is not a number in range.
  case badRow(path: String, line: Int, reason: String)
  case noRows(path: String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .badHeader(let path):
      "\(path): expected a header line that begins with 'label'; this is another kind of table."
    case .badRow(let path, let line, let reason):
      "\(path): line \(line): expected a label and 784 bytes, found \(reason); "
        + "the table is damaged, fetch it again."
    case .noRows(let path):
      "\(path): the table has no rows; fetch it again."
    }
  }
}

/// MNIST as comma-separated text: a header line, then a label and 784 bytes a row.
enum MNISTTable {
  private static let pixelCount = 28 * 28
  /// Three times the size of the training table.
  private static let ceiling = 330_000_000

  /// The table as the images and labels of two IDX containers, rows in order.
  ///
  /// - Throws: `TableFailure`, `FileFailure`. Lines may end in LF or CR LF; nothing else is lenient.
  static func read(_ url: URL) throws -> (images: IDX, labels: IDX) {
    let data = try FileInput.read(url, ceiling: ceiling)
    return try parse(data, path: url.lastPathComponent)
  }

  static func parse(
    _ data: Data, path: String
  ) throws(TableFailure) -> (images: IDX, labels: IDX) {
    guard data.starts(with: Data("label,".utf8)) else { throw .badHeader(path: path) }
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    pixels.reserveCapacity(data.count / 2)
    let bytes = [UInt8](data)
    var position = (bytes.firstIndex(of: newline) ?? bytes.count) + 1
    var line = 2
    while position < bytes.count {
      var fields = 0
      var value = -1
      row: while true {
        let byte = position < bytes.count ? bytes[position] : newline
        position += 1
        switch byte {
        case 0x30...0x39:
          value = max(value, 0) * 10 + Int(byte - 0x30)
          if value > 255 { throw .badRow(path: path, line: line, reason: "a number over 255") }
        case comma, newline:
          if value < 0 { throw .badRow(path: path, line: line, reason: "an empty field") }
          if fields == 0 {
            labels.append(UInt8(value))
          } else {
            pixels.append(UInt8(value))
          }
          fields += 1
          value = -1
          if byte == newline { break row }
        case carriageReturn where position >= bytes.count || bytes[position] == newline:
          continue
        default:
          throw .badRow(path: path, line: line, reason: "a character that is not a digit")
        }
      }
      guard fields == pixelCount + 1 else {
        throw .badRow(path: path, line: line, reason: "\(fields) fields")
      }
      if let label = labels.last, label > 9 {
        throw .badRow(path: path, line: line, reason: "the label \(label)")
      }
      line += 1
    }
    guard !labels.isEmpty else { throw .noRows(path: path) }
    return (
      IDX(extents: [labels.count, 28, 28], bytes: pixels),
      IDX(extents: [labels.count], bytes: labels)
    )
  }

  private static let newline: UInt8 = 0x0a
  private static let carriageReturn: UInt8 = 0x0d
  private static let comma: UInt8 = 0x2c
}
