import MAGNumerics

/// A batch as an objective takes it: images, or coordinates of images that lie in a subspace.
public enum BatchInput<Element: Scalar>: Sendable {
  /// X, [n, d].
  case images(MatrixView<Element>)
  /// X = C B with C [n, k] and B [k, d]; a `SubspaceLayer` then works in k dimensions.
  case coordinates(MatrixView<Element>, basis: MatrixView<Element>)

  public var count: Int {
    switch self {
    case .images(let images): images.rows
    case .coordinates(let coordinates, _): coordinates.rows
    }
  }
}

/// What an objective came to on a batch; sums, so that batches add up.
public struct ObjectiveValue: Sendable, Equatable {
  public var count = 0
  /// Σ of the cross-entropy losses.
  public var lossSum = 0.0
  /// Σ of the alignment measure over the examples where it is defined.
  public var measureSum = 0.0
  /// Examples whose ‖g‖ or ‖P g‖ is zero: they contribute nothing to the penalty.
  public var undefinedCount = 0
  /// Examples whose largest logit is their label's.
  public var correctCount = 0

  public init() {}

  public static func += (left: inout ObjectiveValue, right: ObjectiveValue) {
    left.count += right.count
    left.lossSum += right.lossSum
    left.measureSum += right.measureSum
    left.undefinedCount += right.undefinedCount
    left.correctCount += right.correctCount
  }
}

/// The value and the parameter gradient of mean(L) + mean(α · measure(g)) over a batch.
///
/// The penalty's gradient is second order. With v = ∂(measure)/∂g held constant,
/// ∇θ measure = ∇θ (v·g), the gradient of a directional derivative: one tangent pass along v, then
/// one reverse pass over the pair (activations, tangents). In that reverse pass the tangents'
/// cotangents ŝ are those already found when computing g, so only the activations' cotangents are
/// new, and the cross-entropy's go along with them. Tangent rows stand below primal rows in every
/// buffer, so each layer's parameter gradient is one stacked product.
///
/// Written against `Layer` alone: any chain of layers works, smooth activations included.
/// Nothing that grows with the batch is allocated per call; results do not depend on the number of
/// threads. Cost with the penalty: about twice a plain step.
public final class ObjectivePass<Element: Scalar> {
  public let capacity: Int
  /// Rows 0..<n: the images; rows n..<2n: the tangents v.
  private let inputs: MatrixBuffer<Element>
  /// Layer outputs, tangent rows below primal rows.
  private let outputs: [MatrixBuffer<Element>]
  /// Cotangents of each layer's input, and last of the logits; rows n..<2n hold ŝ.
  private let cotangents: [MatrixBuffer<Element>]
  private let tangentCoordinates: MatrixBuffer<Element>?
  private let projections: MatrixBuffer<Element>
  private let restrictedWeights: MatrixBuffer<Element>?
  private let basis: Matrix<Element>?

  /// - Parameters:
  ///   - network: a chain (`isChain`), as all are that are trained here.
  ///   - capacity: the largest batch.
  ///   - basis: W [k, d] with orthonormal rows, for penalties; nil if there will be none.
  ///   - subspaceDimension: k of `.coordinates` batches; nil if there will be none.
  public init(
    _ network: Network<Element>, capacity: Int, basis: Matrix<Element>? = nil,
    subspaceDimension: Int? = nil
  ) {
    precondition(network.isChain, "objectives are for chains of layers")
    precondition(
      basis.map { $0.columns == network.inputDimension } ?? true,
      "the basis has another dimension than the network's inputs")
    self.capacity = capacity
    self.basis = basis
    let rows = basis == nil ? capacity : 2 * capacity
    inputs = MatrixBuffer(capacity: rows, columns: network.inputDimension)
    outputs = network.layers.map { MatrixBuffer(capacity: rows, columns: $0.outputCount) }
    cotangents =
      network.layers.map { MatrixBuffer(capacity: rows, columns: $0.inputCount) }
      + [MatrixBuffer(capacity: rows, columns: network.classCount)]
    tangentCoordinates = basis.map { MatrixBuffer(capacity: capacity, columns: $0.rows) }
    projections = MatrixBuffer(
      capacity: basis == nil ? 0 : capacity, columns: network.inputDimension)
    restrictedWeights = subspaceDimension.map {
      MatrixBuffer(capacity: network.layers[0].outputCount, columns: $0)
    }
  }

  /// Evaluates the objective and overwrites `gradient` with ∂/∂θ of its mean over the batch.
  ///
  /// - Parameters:
  ///   - network: where the derivative is taken.
  ///   - batch: the images, in full or in coordinates.
  ///   - labels: one class an image.
  ///   - penalty: the term of alignment; nil for none.
  ///   - lossWeight: the factor of the cross-entropy term, 1 or, to differentiate the penalty
  ///     alone, 0.
  ///   - gradient: as many elements as the network has parameters.
  /// - Zeros: an example with ‖g‖ = 0 or ‖P g‖ = 0 adds nothing to the penalty and is counted.
  public func evaluate(
    _ network: Network<Element>, _ batch: BatchInput<Element>, labels: [Int],
    penalty: AlignmentPenalty? = nil, lossWeight: Double = 1,
    into gradient: UnsafeMutableBufferPointer<Element>
  ) -> ObjectiveValue {
    let n = batch.count
    precondition(n > 0 && n <= capacity && labels.count == n, "a batch must fit its buffers")
    precondition(gradient.count == network.parameters.count, "one gradient element a parameter")
    precondition(penalty == nil || basis != nil, "a penalty needs a basis")
    return network.withParameters { parameters in
      let step = Step(network: network, parameters: parameters, batch: batch, n: n)
      forward(step)
      let last = network.layers.count
      let logits = outputs[last - 1].view(rows: n)
      var value = ObjectiveValue()
      value.count = n
      value.lossSum = Element.crossEntropy(logits, labels: labels)
      for r in 0..<n where Element.largest(in: logits.row(r), except: -1) == labels[r] {
        value.correctCount += 1
      }
      Element.crossEntropyError(
        logits, labels: labels, scale: Element(lossWeight / Double(n)),
        into: cotangents[last].view(rows: n))
      if let penalty, penalty.weight != 0 {
        alignmentTangents(step, labels: labels, penalty: penalty, value: &value)
        penalty.gradient.addCurvature(
          logits, labels: labels, tangent: outputs[last - 1].view(n..<2 * n),
          to: cotangents[last].view(rows: n))
        reverse(step, stacked: true, into: gradient)
      } else {
        reverse(step, stacked: false, into: gradient)
      }
      return value
    }
  }

  private struct Step {
    let network: Network<Element>
    let parameters: [UnsafeMutableBufferPointer<Element>]
    let batch: BatchInput<Element>
    let n: Int
  }

  private func primalInput(_ layer: Int, _ n: Int) -> MatrixView<Element> {
    layer == 0 ? inputs.view(rows: n) : outputs[layer - 1].view(rows: n)
  }

  private func point(_ layer: Int, _ n: Int) -> LayerPoint<Element> {
    LayerPoint(input: primalInput(layer, n), output: outputs[layer].view(rows: n))
  }

  private func forward(_ step: Step) {
    for (index, layer) in step.network.layers.enumerated() {
      let output = outputs[index].view(rows: step.n)
      if index == 0 {
        switch step.batch {
        case .coordinates(let coordinates, let basis):
          if let subspaceLayer = layer as? any SubspaceLayer, let weights = restricted(to: basis) {
            subspaceLayer.restrict(to: basis, parameters: step.parameters[0], into: weights)
            subspaceLayer.forward(
              coordinates: coordinates, restricted: weights, parameters: step.parameters[0],
              into: output)
            continue
          }
          Product.multiply(
            coordinates, .asStored, basis, .asStored, into: inputs.view(rows: step.n))
        case .images(let images):
          inputs.view(rows: step.n).copy(from: images)
        }
      }
      layer.forward(
        primalInput(index, step.n), parameters: step.parameters[index], into: output)
    }
  }

  private func restricted(to basis: MatrixView<Element>) -> MatrixView<Element>? {
    guard let buffer = restrictedWeights, buffer.columns == basis.rows else { return nil }
    return buffer.view(rows: buffer.capacity)
  }

  /// Computes ŝ and g, the measure of each g, v scaled by α/n, and the tangents of every layer.
  private func alignmentTangents(
    _ step: Step, labels: [Int], penalty: AlignmentPenalty, value: inout ObjectiveValue
  ) {
    guard let basis, let tangentCoordinates else { return }
    let n = step.n
    let lower = n..<2 * n
    let last = step.network.layers.count
    penalty.gradient.cotangent(
      outputs[last - 1].view(rows: n), labels: labels, into: cotangents[last].view(lower))
    for index in stride(from: last - 1, through: 0, by: -1) {
      step.network.layers[index].pullback(
        at: point(index, n), of: cotangents[index + 1].view(lower),
        parameters: step.parameters[index], into: cotangents[index].view(lower))
    }
    let gradients = cotangents[0].view(lower)
    let tangents = inputs.view(lower)
    let projections = projections.view(rows: n)
    basis.withReadView { basis in
      let coordinates = tangentCoordinates.view(rows: n)
      Product.multiply(gradients, .asStored, basis, .transposed, into: coordinates)
      Product.multiply(coordinates, .asStored, basis, .asStored, into: projections)
    }
    let scale = penalty.weight / Double(n)
    let measures = Parallel.map(n) { row in
      penalty.measure.value(
        gradient: gradients.row(row), projection: projections.row(row), scale: scale,
        derivative: tangents.row(row))
    }
    for measure in measures {
      if let measure { value.measureSum += measure } else { value.undefinedCount += 1 }
    }
    for (index, layer) in step.network.layers.enumerated() {
      layer.tangent(
        at: point(index, n), of: index == 0 ? tangents : outputs[index - 1].view(lower),
        parameters: step.parameters[index], into: outputs[index].view(lower))
    }
  }

  /// The reverse pass of the activations' cotangents, and the parameter gradients on the way.
  private func reverse(
    _ step: Step, stacked: Bool, into gradient: UnsafeMutableBufferPointer<Element>
  ) {
    let n = step.n
    let rows = stacked ? 2 * n : n
    for index in stride(from: step.network.layers.count - 1, through: 0, by: -1) {
      let layer = step.network.layers[index]
      let offset = step.network.offsets[index]
      let run = UnsafeMutableBufferPointer(
        rebasing: gradient[offset..<offset + layer.parameterCount])
      let cotangent = cotangents[index + 1].view(rows: rows)
      if index == 0, case .coordinates(let coordinates, let basis) = step.batch,
        let subspaceLayer = layer as? any SubspaceLayer, let restricted = restricted(to: basis)
      {
        subspaceLayer.parameterGradient(
          cotangents: cotangent, coordinates: coordinates, basis: basis,
          tangents: stacked ? inputs.view(n..<2 * n) : nil, restricted: restricted, into: run)
      } else {
        layer.parameterGradient(
          cotangents: cotangent,
          inputs: index == 0 ? inputs.view(rows: rows) : outputs[index - 1].view(rows: rows),
          primalRows: n, into: run)
      }
      guard index > 0 else { break }
      let target = cotangents[index].view(rows: n)
      layer.pullback(
        at: point(index, n), of: cotangents[index + 1].view(rows: n),
        parameters: step.parameters[index], into: target)
      if stacked {
        layer.addCurvature(
          at: point(index, n), tangent: outputs[index - 1].view(n..<2 * n),
          cotangent: cotangents[index + 1].view(n..<2 * n), into: target)
      }
    }
  }
}
