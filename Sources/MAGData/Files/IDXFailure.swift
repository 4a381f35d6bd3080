import MAGFiles

/// Why bytes are not the IDX container they should be; `name` is the file.
public enum IDXFailure: Failure, Equatable {
  /// HTML or XML: what a server sends in place of a file that it does not have.
  case webPage(name: String)
  /// The first two bytes are not zero.
  case badMagic(name: String, found: [UInt8])
  /// Elements that are not unsigned bytes (type code 0x08).
  case unsupportedType(name: String, code: UInt8)
  case wrongRank(name: String, expected: Int, found: Int)
  /// The product of the extents does not fit an integer.
  case extentOverflow(name: String, extents: [Int])
  case truncated(name: String, expected: Int, found: Int)
  case trailingBytes(name: String, count: Int)
  /// An extent that the container cannot hold when writing (more than 32 bits, or negative).
  case unwritableExtents(extents: [Int])

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .webPage(let name):
      "\(name): expected IDX data, found a web page; a server sent it in place of the file, "
        + "so delete it and fetch the file again."
    case .badMagic(let name, let found):
      "\(name): expected an IDX file, which begins with two zero bytes, found "
        + "\(found.map { String($0, radix: 16) }.joined(separator: " ")); this is another kind of file."
    case .unsupportedType(let name, let code):
      "\(name): expected unsigned bytes (IDX type 0x08), found type 0x\(String(code, radix: 16)); "
        + "convert the file to bytes."
    case .wrongRank(let name, let expected, let found):
      "\(name): expected \(expected) dimensions\(IDXFailure.role(expected)), found \(found)"
        + "\(IDXFailure.role(found)); check that images and labels are not exchanged."
    case .extentOverflow(let name, let extents):
      "\(name): the extents \(IDXFailure.product(extents)) are larger than any file; "
        + "the header is damaged, fetch the file again."
    case .truncated(let name, let expected, let found):
      "\(name): expected \(expected) bytes, found \(found); the file is incomplete, fetch it again."
    case .trailingBytes(let name, let count):
      "\(name): found \(count) bytes after the end of the data; the file is damaged, fetch it again."
    case .unwritableExtents(let extents):
      "an IDX file cannot hold the extents \(IDXFailure.product(extents)); each must be in 0..<2³²."
    }
  }

  private static func role(_ rank: Int) -> String {
    rank == 3 ? " (images; 4 in colour)" : rank == 1 ? " (labels)" : ""
  }

  private static func product(_ extents: [Int]) -> String {
    extents.map(String.init).joined(separator: " × ")
  }
}
