import Foundation
import MAGFiles
import MAGNumerics

/// A network as a YAML file describes it: layers by name, which of a checkpoint's tensors each takes,
/// and where its input comes from. See Documentation/checkpoints.md for the keys.
///
/// A description says what a state dict does not: strides, paddings, poolings, activations,
/// residual connections. It holds no numbers of the network's own.
public struct ArchitectureDescription: Sendable, Equatable {
  /// As it was given.
  public let path: String
  /// Of the file's bytes, in hexadecimal.
  public let sha256: String
  let input: ArchitectureShape
  let layers: [ArchitectureLayer]
  /// The layers whose outputs each layer takes, by number; `NetworkNode.input` is the network's.
  let sources: [[Int]]
  /// The layer that gives the logits.
  let output: Int
  /// Tensors of the checkpoint that are left out.
  let ignored: Set<String>

  /// More layers than any network has; each costs at least a line.
  static let mostLayers = 4096

  /// Reads a file.
  ///
  /// - Throws: `ArchitectureFailure`.
  public init(contentsOf url: URL) throws(ArchitectureFailure) {
    let bytes: Data
    do { bytes = try FileInput.read(url, ceiling: YAMLValue.mostBytes) } catch {
      throw .file(error)
    }
    try self.init(parsing: bytes, path: url.relativePath)
  }

  /// - Parameters:
  ///   - bytes: YAML in UTF-8.
  ///   - path: what failures call the file.
  /// - Throws: `ArchitectureFailure.badLine`.
  public init(parsing bytes: Data, path: String) throws(ArchitectureFailure) {
    do throws(YAMLValue.Problem) {
      self = try Self(bytes, path: path)
    } catch {
      throw .badLine(path: path, line: error.line, reason: error.reason)
    }
  }

  private init(_ bytes: Data, path: String) throws(YAMLValue.Problem) {
    self.path = path
    sha256 = FileDigest.sha256(bytes)
    let value = try YAMLValue(parsing: bytes)
    var keys = try ArchitectureKeys(value, "a description")
    guard let input = try ArchitectureShape(&keys, "input") else {
      throw keys.problem("expected input, the extents of what the network takes")
    }
    self.input = input
    guard let listed = keys.take("layers"), case .list(let values) = listed.content,
      (1...Self.mostLayers).contains(values.count)
    else { throw keys.problem("expected layers, a list of 1 to \(Self.mostLayers) layers") }
    let outputName = try keys.text("output")
    ignored = Set(try keys.names("ignored") ?? [])
    try keys.expectEmpty(["input", "layers", "output", "ignored"])
    var layers: [ArchitectureLayer] = []
    for value in values { layers.append(try ArchitectureLayer(value)) }
    self.layers = layers

    var numbers = [ArchitectureLayer.inputName: NetworkNode<Float>.input]
    for (index, layer) in layers.enumerated() {
      guard let name = layer.name else { continue }
      guard numbers.updateValue(index, forKey: name) == nil else {
        throw layer.problem("the name \(name) is taken")
      }
    }
    func number(_ name: String, _ line: Int) throws(YAMLValue.Problem) -> Int {
      guard let number = numbers[name] else {
        throw YAMLValue.Problem(line: line, reason: "there is no layer named \(name)")
      }
      return number
    }
    var sources: [[Int]] = []
    for (index, layer) in layers.enumerated() {
      var taken: [Int] = []
      for name in layer.sources ?? [] { taken.append(try number(name, layer.line)) }
      sources.append(layer.sources == nil ? [index - 1] : taken)
    }
    self.sources = sources
    output =
      try outputName.map { name throws(YAMLValue.Problem) in try number(name, keys.line) }
      ?? layers.count - 1
  }
}

/// What a layer of a description takes or gives: a row of numbers, or an image.
enum ArchitectureShape: Equatable, CustomStringConvertible {
  case row(Int)
  case image(ImageExtents)

  /// A description cannot ask for more numbers an image than this.
  static let mostElements = 1 << 24

  /// One number, or channels, height and width; nil if the key is not there.
  init?(_ keys: inout ArchitectureKeys, _ key: String) throws(YAMLValue.Problem) {
    let numbers = try keys.integers(key, counts: [1, 3], in: 1...Self.mostElements)
    guard let numbers else { return nil }
    guard let count = StridedView.product(numbers), count <= Self.mostElements else {
      throw keys.problem("\(key) has more than \(Self.mostElements) elements")
    }
    self =
      numbers.count == 1
      ? .row(count)
      : .image(ImageExtents(channels: numbers[0], height: numbers[1], width: numbers[2]))
  }

  var count: Int {
    switch self {
    case .row(let count): count
    case .image(let extents): extents.count
    }
  }

  var description: String {
    switch self {
    case .row(let count): "\(count) numbers"
    case .image(let e): "images of \(e.channels)×\(e.height)×\(e.width)"
    }
  }
}
