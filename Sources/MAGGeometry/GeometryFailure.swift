import MAGFiles

/// Why a path or an alignment cannot be measured.
public enum GeometryFailure: Failure, Equatable {
  /// An activation without straight pieces, where the exact method was asked for.
  case notPiecewiseLinear(stage: Int, activation: String)
  /// A layer of a graph, counted from 1, without straight pieces, where the exact method was asked
  /// for.
  case notPiecewiseLayer(Int, kind: String)
  /// A layer of a graph with a parameter that is NaN or infinite.
  case layerNotFinite(Int)
  /// Layers other than dense ones with elementwise activations, where only those will do.
  case notFullyConnected
  case stagesDoNotFit(stage: Int, expected: Int, found: Int)
  /// A parameter that is NaN or infinite.
  case parameterNotFinite(stage: Int)
  /// An end point with a NaN or infinite coordinate.
  case pointNotFinite(line: Int)
  /// Logits that are NaN or infinite somewhere on a line.
  case logitsNotFinite(line: Int)
  case dimensionMismatch(what: String, expected: Int, found: Int)
  case countMismatch(starts: Int, ends: Int)
  /// A polyline without a leg.
  case tooFewVertices(Int)
  case tooFewSamples(Int)
  case toleranceNotPositive(Double)
  case tooFewAuditSamples(Int)
  case limitNotPositive(Double)

  public var kind: FailureKind {
    switch self {
    case .tooFewSamples, .tooFewAuditSamples, .toleranceNotPositive, .limitNotPositive,
      .notPiecewiseLinear, .notPiecewiseLayer, .notFullyConnected:
      .usage
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .notPiecewiseLinear(let stage, let activation):
      "dense layer \(stage) is followed by \(activation), which is not piecewise linear, so no "
        + "exact path exists; use the sampled method"
    case .notPiecewiseLayer(let layer, let kind):
      "layer \(layer) is \(kind), which is not piecewise linear, so no exact path exists; use the "
        + "sampled method"
    case .layerNotFinite(let layer):
      "layer \(layer) holds a parameter that is NaN or infinite; "
        + "the checkpoint is damaged or its training diverged"
    case .notFullyConnected:
      "the network is not a chain of dense layers with elementwise activations, as which it was to "
        + "be walked; use the walk of graphs"
    case .stagesDoNotFit(let stage, let expected, let found):
      "dense layer \(stage) takes \(found) inputs, but \(expected) reach it; check the weights"
    case .parameterNotFinite(let stage):
      "dense layer \(stage) holds a weight or bias that is NaN or infinite; "
        + "the checkpoint is damaged or its training diverged"
    case .pointNotFinite(let line):
      "path \(line) (from 0) has an end point with a NaN or infinite coordinate; check the images"
    case .logitsNotFinite(let line):
      "the logits on path \(line) (from 0) are NaN or infinite; the checkpoint's weights are too large "
        + "or damaged"
    case .dimensionMismatch(let what, let expected, let found):
      "\(what) has \(found) coordinates where \(expected) are expected; "
        + "use one that fits the network's inputs"
    case .countMismatch(let starts, let ends):
      "\(starts) start points and \(ends) end points were given; a line needs one of each"
    case .tooFewVertices(let count):
      "\(count) points were given for a polyline; it needs at least two"
    case .tooFewSamples(let count):
      "\(count) samples a line were asked for; the sampled method takes 1 to 10 000 000 steps"
    case .tooFewAuditSamples(let count):
      "\(count) points a line were asked for in an audit, which takes 2 to 10 000 000"
    case .limitNotPositive(let limit):
      "the limit \(limit) is not a positive number; give the largest distance to look for in pixel "
        + "units, such as 28"
    case .toleranceNotPositive(let tolerance):
      "the tolerance \(tolerance) is not a positive number; give one such as 1e-9"
    }
  }
}
