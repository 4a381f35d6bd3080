import MAGAttack
import MAGFigures
import MAGGeometry
import MAGNetwork
import MAGNumerics

// Measurements as the numbers of the paper's figures.

extension Figure1.Model {
  /// The cosines of an alignment, undefined ones counted and left out.
  public init(name: String, alignment: Alignment) {
    self.init(
      name: name, cosines: alignment.cosine.values.compactMap { $0 },
      undefinedCount: alignment.cosine.undefinedCount)
  }
}

extension Figure2.Walk {
  /// The class changes of a segment.
  public init(_ result: PairResult) {
    self.init(
      startClass: result.startClass,
      crossings: result.crossings.map {
        Figure2.Crossing(
          t: $0.t, fromClass: $0.fromClass, toClass: $0.toClass, angleDegrees: $0.angleDegrees)
      }, kinks: result.kinkPositions ?? [])
  }
}

extension Figure2.Model {
  /// The class changes of some segments, all found by the method of the first.
  public init(name: String, _ results: some Sequence<PairResult>) {
    let walks = Array(results)
    self.init(
      name: name, walks: walks.map { Figure2.Walk($0) },
      method: walks.first.map { FigureMethod($0.method) })
  }
}

extension Segments {
  /// The ends of the first segments as small pictures, as the network sees them.
  ///
  /// - Parameters:
  ///   - count: how many segments, from the first.
  ///   - height: of an image.
  ///   - width: of an image; height times width must be the points' dimension, or in colour a third
  ///     of it.
  public func pictures(_ count: Int, height: Int, width: Int) -> [Figure2.Pair] {
    precondition(
      starts.columns.isMultiple(of: height * width), "pictures of another size")
    func picture(_ end: PairResult.EndPoint, _ pixels: ArraySlice<Double>) -> Figure2.EndPoint {
      Figure2.EndPoint(
        index: end.index, label: end.label, width: width, height: height, pixels: Array(pixels))
    }
    return (0..<min(count, self.count)).map { row in
      Figure2.Pair(
        from: picture(ends[row].from, starts.row(row)), to: picture(ends[row].to, targets.row(row)))
    }
  }
}

extension Figure3.Model {
  /// Curves with their intervals; a panel is called FGSM or, with its steps, PGD-40.
  public init(name: String, curves: [RobustnessCurve]) {
    self.init(
      name: name,
      curves: curves.map { curve in
        Figure3.Curve(
          attack: curve.attack == "pgd" ? "PGD-\(curve.steps)" : curve.attack.uppercased(),
          values: curve.points.map {
            Figure3.Value(
              epsilon: $0.epsilon, accuracy: $0.accuracy, lower: $0.interval[0],
              upper: $0.interval[1])
          })
      })
  }
}

extension Figure4.Row {
  /// The three images of a transformation with what the network says of them; nil if there was no
  /// image to try.
  public init?(model: String, _ result: Transformation, network: Network<Float>) {
    guard let attempt = result.attempt else { return nil }
    let images = [attempt.original, attempt.midpoint, attempt.attacked]
    let points = Matrix<Float>(
      rows: images.count, columns: attempt.original.count,
      storage: images.joined().map { Float($0) })
    let logits = network.logits(points)
    let shots = images.indices.map { row in
      Figure4.Shot(
        pixels: images[row], predictedClass: attempt.predictions[row],
        fromProbability: Softmax.probabilities(logits.row(row))[result.from],
        toProbability: attempt.probabilities[row])
    }
    self.init(
      model: model, index: attempt.index, original: shots[0], midpoint: shots[1],
      attacked: shots[2], onManifoldShare: attempt.perturbation.onManifoldShare,
      reached: result.reached)
  }
}

extension DecompositionFigure.Model {
  /// All crossings of some segments with their parts, in order.
  public init(name: String, _ results: [PairResult]) {
    self.init(
      name: name,
      crossings: results.flatMap(\.crossings).map { DecompositionFigure.Crossing($0) },
      method: results.first.map { FigureMethod($0.method) })
  }
}

extension DecompositionFigure.Crossing {
  public init(_ crossing: MAGGeometry.Crossing) {
    self.init(
      angleDegrees: crossing.angleDegrees, alignment: crossing.alignment,
      inManifoldCosine: crossing.inManifoldCosine)
    directionAlignment = crossing.directionAlignment
    onManifoldTerm = crossing.onManifoldTerm
    offManifoldTerm = crossing.offManifoldTerm
  }
}

extension FigureMethod {
  public init(_ method: PathMethod) {
    self =
      switch method {
      case .exact: .exact
      case .sampled: .sampled
      }
  }
}
