import MAGFiles
import MAGNumerics

/// The control to the manifold objective: a network that sees only the on-manifold part of an input.
///
/// Training on data in the span of W leaves the off-manifold part of the first layer, W₁(I − WᵀW),
/// where initialisation put it. Deleting it changes no logit on the manifold and makes every input
/// gradient on-manifold.
public enum ProjectedControl {
  /// The network with W₁ ← W₁WᵀW and, for a manifold μ + span(W), b₁ ← b₁ + W₁(I − WᵀW)μ.
  ///
  /// Logits of inputs on the manifold stay what they were, up to the rounding of the parameters:
  /// products are in float64, each parameter is rounded once. A first layer without a bias gets one
  /// if there is a mean.
  ///
  /// - Shapes: basis W [k, d] with orthonormal rows, mean μ of d values or nil.
  /// - Throws: `ProjectedControlFailure` if the first layer is not dense or a dimension differs.
  /// - Cost: O(width · k · d).
  public static func projectFirstLayer(
    of network: Network<Float>, onto basis: Matrix<Double>, mean: [Double]? = nil
  ) throws(ProjectedControlFailure) -> Network<Float> {
    let (dense, weight) = try firstLayer(of: network, for: basis)
    if let mean, mean.count != basis.columns {
      throw .meanDiffers(expected: basis.columns, found: mean.count)
    }
    let projected = onManifoldPart(of: weight, basis: basis)
    var first = projected.storage.map { Float($0) }
    let hasBias = dense.hasBias || mean != nil
    if hasBias {
      let bias = network.tensor(layer: 0, named: "bias")
      first += (0..<weight.rows).map { row in
        var shift = 0.0
        if let mean {
          for (column, value) in mean.enumerated() {
            shift += (weight[row, column] - projected[row, column]) * value
          }
        }
        return Float(Double(bias?[row] ?? 0) + shift)
      }
    }
    let layer = Dense(
      inputCount: dense.inputCount, outputCount: dense.outputCount, hasBias: hasBias)
    var nodes = network.nodes
    nodes[0] = NetworkNode(layer, parameters: first, from: network.sources[0])
    do { return try Network(nodes: nodes, output: nodes.count - 1) } catch {
      throw .network(error)
    }
  }

  /// The Frobenius norms ‖W₁WᵀW‖ and ‖W₁(I − WᵀW)‖, in float64.
  ///
  /// - Shapes: basis W [k, d] with orthonormal rows.
  /// - Throws: `ProjectedControlFailure` as `projectFirstLayer` does.
  public static func firstLayerNorms(
    of network: Network<Float>, basis: Matrix<Double>
  ) throws(ProjectedControlFailure) -> FirstLayerNorms {
    let weight = try firstLayer(of: network, for: basis).weight
    let projected = onManifoldPart(of: weight, basis: basis)
    var on = 0.0
    var off = 0.0
    for (whole, part) in zip(weight.storage, projected.storage) {
      on += part * part
      off += (whole - part) * (whole - part)
    }
    return FirstLayerNorms(onManifold: on.squareRoot(), offManifold: off.squareRoot())
  }

  private static func firstLayer(
    of network: Network<Float>, for basis: Matrix<Double>
  ) throws(ProjectedControlFailure) -> (dense: Dense, weight: Matrix<Double>) {
    guard let dense = network.layers.first as? Dense,
      network.sources.dropFirst().allSatisfy({ !$0.contains(NetworkNode<Float>.input) }),
      let weight = network.tensor(layer: 0, named: "weight")
    else { throw .firstLayerNotDense }
    guard dense.inputCount == basis.columns else {
      throw .basisDiffers(expected: dense.inputCount, found: basis.columns)
    }
    return (
      dense,
      Matrix(
        rows: dense.outputCount, columns: dense.inputCount, storage: weight.map { Double($0) })
    )
  }

  private static func onManifoldPart(
    of weight: Matrix<Double>, basis: Matrix<Double>
  ) -> Matrix<Double> {
    let coordinates = Product.of(weight, .asStored, basis, .transposed)
    return Product.of(coordinates, .asStored, basis, .asStored)
  }
}

/// How much of a network's first layer looks along the manifold and how much across it.
public struct FirstLayerNorms: Sendable, Codable, Equatable {
  public let onManifold: Double
  public let offManifold: Double
}

/// Why a network's first layer cannot be projected.
public enum ProjectedControlFailure: Failure, Equatable {
  case firstLayerNotDense
  case basisDiffers(expected: Int, found: Int)
  case meanDiffers(expected: Int, found: Int)
  case network(NetworkFailure)

  public var kind: FailureKind { .badData }

  public var description: String {
    switch self {
    case .firstLayerNotDense:
      "only a network whose first layer is dense can be projected onto a manifold"
    case .basisDiffers(let expected, let found):
      "the network takes \(expected) inputs, but the manifold's basis has \(found) columns; "
        + "use the manifold of the network's own data"
    case .meanDiffers(let expected, let found):
      "the manifold's basis has \(expected) columns, but its mean has \(found) values"
    case .network(let failure):
      failure.description
    }
  }
}
