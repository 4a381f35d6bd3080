import Foundation
import MAGFiles
import MAGNumerics

/// What another program computed of a network: images as the network takes them, their logits, and
/// perhaps the gradients of each image's own label's logit.
///
/// - Shapes: images and gradients [n, inputs], logits [n, classes], n labels.
public struct ReferenceValues: Sendable {
  public let images: Matrix<Double>
  public let logits: Matrix<Double>
  public let labels: [Int]?
  /// ∂z_label/∂x of each image.
  public let inputGradients: Matrix<Double>?

  /// The names of the arrays in a file, of the keys in JSON.
  private enum Key: String {
    case images, logits, labels
    case inputGradients = "input_gradients"
  }

  private struct Document: Decodable {
    var images: [[Double]]
    var logits: [[Double]]
    var labels: [Int]?
    var inputGradients: [[Double]]?
  }

  /// Reads a JSON file with `images`, `logits` and perhaps `labels` and `input_gradients` (lists of
  /// rows), or any container of tensors with arrays of these names, whose axes after the first are
  /// taken as one.
  ///
  /// - Throws: `ReferenceFailure`, `CheckpointFailure`, `FileFailure`, `JSONFailure`.
  public init(contentsOf url: URL) throws {
    let bytes = try FileInput.read(url, ceiling: CheckpointFormat.ceiling)
    try self.init(parsing: bytes, path: url.relativePath)
  }

  /// Reads a file's bytes; `path` is what failures call it, and JSON is told by its extension.
  init(parsing bytes: Data, path: String) throws {
    if path.lowercased().hasSuffix(".json") {
      let document = try OrderedJSON.decode(Document.self, from: bytes, name: path)
      images = try Self.matrix(document.images, .images, path)
      logits = try Self.matrix(document.logits, .logits, path)
      labels = document.labels
      inputGradients = try document.inputGradients.map {
        try Self.matrix($0, .inputGradients, path)
      }
    } else {
      let container = try CheckpointFormat.parse(bytes, path: path).1
      func matrix(_ key: Key) throws -> Matrix<Double>? {
        try container.tensor(named: key.rawValue).map { try Self.matrix($0, path) }
      }
      guard let images = try matrix(.images), let logits = try matrix(.logits) else {
        throw ReferenceFailure.missing(path: path)
      }
      self.images = images
      self.logits = logits
      inputGradients = try matrix(.inputGradients)
      labels = container.tensor(named: Key.labels.rawValue)?.values(as: Double.self).map {
        Int(exactly: $0) ?? -1
      }
    }
    try check(path)
  }

  private static func matrix(
    _ rows: [[Double]], _ key: Key, _ path: String
  ) throws(ReferenceFailure) -> Matrix<Double> {
    let columns = rows.first?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != columns }) {
      throw .shape(
        path: path, array: key.rawValue, expected: "rows of \(columns) numbers as in row 0",
        found: "\(rows[row].count) in row \(row)")
    }
    return Matrix(rows: rows.count, columns: columns, storage: rows.flatMap { $0 })
  }

  private static func matrix(
    _ tensor: StoredTensor, _ path: String
  ) throws(ReferenceFailure) -> Matrix<Double> {
    guard tensor.extents.count >= 2, let rows = tensor.extents.first, rows > 0 else {
      throw .shape(
        path: path, array: tensor.name, expected: "one row an image",
        found: "extents \(tensor.extents)")
    }
    return Matrix(rows: rows, columns: tensor.count / rows, storage: tensor.values())
  }

  /// The arrays must fit one another and hold finite numbers.
  private func check(_ path: String) throws(ReferenceFailure) {
    let n = images.rows
    for (key, rows) in [
      (Key.logits, logits.rows), (.labels, labels?.count ?? n),
      (.inputGradients, inputGradients?.rows ?? n),
    ] where rows != n {
      throw .shape(
        path: path, array: key.rawValue, expected: "\(n) rows as in images", found: "\(rows)")
    }
    if let inputGradients {
      guard labels != nil else { throw .noLabels(path: path) }
      guard inputGradients.columns == images.columns else {
        throw .shape(
          path: path, array: Key.inputGradients.rawValue,
          expected: "\(images.columns) columns as in images", found: "\(inputGradients.columns)")
      }
    }
    if let label = labels?.first(where: { !(0..<logits.columns).contains($0) }) {
      throw .shape(
        path: path, array: Key.labels.rawValue, expected: "classes from 0 to \(logits.columns - 1)",
        found: "\(label)")
    }
    for (key, matrix) in [
      (Key.images, images), (.logits, logits), (.inputGradients, inputGradients ?? images),
    ] {
      if let index = matrix.storage.firstIndex(where: { !Float($0).isFinite }) {
        throw .shape(
          path: path, array: key.rawValue, expected: "finite float32 numbers",
          found: "\(matrix.storage[index]) in row \(index / max(matrix.columns, 1))")
      }
    }
  }
}

/// Reference values that cannot be used.
public enum ReferenceFailure: Failure, Equatable {
  case missing(path: String)
  case noLabels(path: String)
  case shape(path: String, array: String, expected: String, found: String)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): expected arrays named images and logits; write both from the program that made the "
        + "network."
    case .noLabels(let path):
      "\(path): expected labels beside input_gradients, found none; write of which class's logit "
        + "each gradient is."
    case .shape(let path, let array, let expected, let found):
      "\(path): array \(array): expected \(expected), found \(found); write the reference values "
        + "again."
    }
  }
}
