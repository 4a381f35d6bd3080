import Foundation
import MAG
import Testing

/// Images of 2 × 2 pixels and a linear network, so small that every result can be worked out by
/// hand.
///
/// The training images leave pixels 2 and 3 black: two principal components span pixels 0 and 1.
/// The network's logits differ by f(x) = 3 x₀ + 4 x₂ − 1.5, class 0 where f > 0, so that gradients
/// are ±(3, 0, 4, 0), of which 3/5 lies in the span.
enum Toy {
  static let train: [(UInt8, UInt8)] = [
    (255, 0), (0, 255), (102, 51), (51, 204), (255, 255), (0, 51), (204, 0), (153, 102),
  ]
  static let trainLabels: [UInt8] = [0, 1, 0, 1, 0, 1, 0, 1]
  /// f is −1.5, 1.5, 1.5, −1.5, −0.9 and 0.9: image 2 is taken for class 0, the others are right.
  static let test: [(UInt8, UInt8)] = [(0, 0), (255, 0), (255, 255), (0, 255), (51, 0), (204, 0)]
  static let testLabels: [UInt8] = [1, 0, 1, 1, 1, 0]
  static let weights: [Float] = [1.5, 0, 2, 0, -1.5, 0, -2, 0]
  static let biases: [Float] = [-0.75, 0.75]

  /// What every command needs to work on these images.
  static let options = ["--data", "toy", "--components", "2"]

  static func pixels(_ images: [(UInt8, UInt8)]) -> [UInt8] {
    images.flatMap { [$0.0, $0.1, 0, 0] }
  }
}

extension Workplace {
  /// Writes the images to the folder `toy` and the network to `toy.safetensors`.
  func toy(_ name: String = "toy.safetensors", metadata: CheckpointMetadata = [:]) throws {
    let data = folder.appendingPathComponent("toy")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    for (prefix, images, labels) in [
      ("train", Toy.train, Toy.trainLabels), ("t10k", Toy.test, Toy.testLabels),
    ] {
      try IDX(extents: [images.count, 2, 2], bytes: Toy.pixels(images))
        .write(to: data.appendingPathComponent("\(prefix)-images-idx3-ubyte"))
      try IDX(extents: [labels.count], bytes: labels)
        .write(to: data.appendingPathComponent("\(prefix)-labels-idx1-ubyte"))
    }
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: [4, 2]), parameters: Toy.weights + Toy.biases)
    try Checkpoint.write(network, metadata: metadata, to: folder.appendingPathComponent(name))
  }

  /// Runs a command line of words on the toy images.
  func runToy(_ line: String) throws -> Outcome {
    try run(line.split(separator: " ").map(String.init) + Toy.options)
  }

  func contents(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  /// A JSON file of this folder.
  func document(_ name: String) throws -> JSONValue { JSONValue(data: try contents(name)) }
}

/// A JSON value that is looked into by keys and numbers; what is not there is nil at the end.
struct JSONValue {
  let value: Any?

  init(_ value: Any?) { self.value = value is NSNull ? nil : value }
  init(data: Data) { self.init(try? JSONSerialization.jsonObject(with: data)) }
  init(text: String) { self.init(data: Data(text.utf8)) }

  subscript(key: String) -> JSONValue { JSONValue((value as? [String: Any])?[key]) }
  subscript(index: Int) -> JSONValue {
    let list = list
    return list.indices.contains(index) ? list[index] : JSONValue(nil)
  }

  var list: [JSONValue] { (value as? [Any])?.map { JSONValue($0) } ?? [] }
  var text: String? { value as? String }
  var int: Int? { value as? Int }
  var double: Double? { value as? Double }
  var bool: Bool? { value as? Bool }
  var keys: Set<String> { Set((value as? [String: Any])?.keys.map { $0 } ?? []) }
  /// The only checkpoint of a result document, or the first.
  var entry: JSONValue { self["checkpoints"][0] }
}

/// Tables as people see them: blocks of lines, cells two or more spaces apart.
struct PrintedTable {
  let header: [String]
  let rows: [[String]]

  static func all(in text: String) -> [PrintedTable] {
    text.split(separator: "\n", omittingEmptySubsequences: false).split { $0.isEmpty }.map {
      let lines = $0.map { line in
        line.split(separator: /[ ]{2,}/).map { $0.drop { $0 == " " } }.map(String.init)
      }
      return PrintedTable(header: lines.first ?? [], rows: Array(lines.dropFirst()))
    }
  }

  /// The cells of a column.
  subscript(column: String) -> [String] {
    guard let index = header.firstIndex(of: column) else { return [] }
    return rows.map { $0.indices.contains(index) ? $0[index] : "" }
  }
}
