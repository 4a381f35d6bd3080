import MAGFiles

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
      "the network gives \(count) logit\(count == 1 ? "" : "s"); a classifier needs at least 2"
    case .wrongParameterCount(let expected, let found):
      "the layers need \(expected) parameters, found \(found); check the tensors' shapes"
    }
  }
}
