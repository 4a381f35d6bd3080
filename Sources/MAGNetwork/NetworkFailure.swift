import MAGFiles

/// Why a network cannot be built from what was given.
public enum NetworkFailure: Error, Equatable, Sendable {
  case noLayers
  case layersDoNotFit(layer: Int, expected: Int, found: Int)
  case tooFewClasses(Int)
  case wrongParameterCount(expected: Int, found: Int)
  /// A node that, over others, is its own source.
  case cycle(node: Int)
  /// A source that is none of `count` nodes; of the network's output if `node` is nil.
  case noSuchNode(node: Int?, source: Int, count: Int)
  case noSources(node: Int)
  /// Outputs of several widths that should be added up.
  case sourcesDiffer(node: Int, widths: [Int])
}

extension NetworkFailure: Failure {
  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .noLayers:
      "the network has no layers; a classifier needs at least one"
    case .layersDoNotFit(let layer, let expected, let found):
      "layer \(layer) takes \(found) inputs, but the layer before it gives \(expected); "
        + "check the sizes of neighbouring layers"
    case .tooFewClasses(let count):
      "the network gives \(count) logit\(count == 1 ? "" : "s"); a classifier needs at least 2 "
        + "(0 and z, where z alone decides between two classes)"
    case .wrongParameterCount(let expected, let found):
      "the layers need \(expected) parameters, found \(found); check the tensors' shapes"
    case .cycle(let node):
      "layer \(node) needs its own output; a feed-forward network has no cycles"
    case .noSuchNode(let node, let source, let count):
      "\(node.map { "layer \($0)" } ?? "the network's output") is taken from layer \(source), "
        + "but the layers are 0 to \(count - 1); check the connections"
    case .noSources(let node):
      "layer \(node) has no input; name the layers it takes"
    case .sourcesDiffer(let node, let widths):
      "layer \(node) adds up outputs of \(widths.map(String.init).joined(separator: " and ")) "
        + "elements; summands must have the same shape"
    }
  }
}
