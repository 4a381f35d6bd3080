import MAGNumerics

/// A parameter tensor of a layer: its name in a state dict and its extents, row-major.
public struct TensorShape: Sendable, Equatable {
  public let name: String
  public let extents: [Int]
  public var count: Int { extents.reduce(1, *) }

  public init(name: String, extents: [Int]) {
    self.name = name
    self.extents = extents
  }
}

/// The point at which a layer is differentiated: a batch of inputs and the outputs it gave.
public struct LayerPoint<Element: Scalar>: Sendable {
  public let input: MatrixView<Element>
  public let output: MatrixView<Element>

  public init(input: MatrixView<Element>, output: MatrixView<Element>) {
    self.input = input
    self.output = output
  }
}

/// How parameters are drawn before training.
public enum Initialization: String, Sendable, Codable, CaseIterable {
  /// U(−1/√in, 1/√in) for weights and biases: what PyTorch's nn.Linear does.
  case pytorch
  /// U(−√(6/in), √(6/in)) for weights, zero biases (He et al. 2015, uniform form).
  case he

  /// Draws weights, then biases, of a layer with `fanIn` inputs an output.
  func draw(
    weights: Int, biases: Int, fanIn: Int, using generator: inout SeededGenerator
  ) -> [Double] {
    let bound =
      switch self {
      case .pytorch: 1 / Double(fanIn).squareRoot()
      case .he: (6 / Double(fanIn)).squareRoot()
      }
    let values = (0..<weights).map { _ in generator.uniform(-bound, bound) }
    switch self {
    case .pytorch: return values + (0..<biases).map { _ in generator.uniform(-bound, bound) }
    case .he: return values + [Double](repeating: 0, count: biases)
    }
  }
}

/// One differentiable map y = f(x; θ) of a network, applied to a batch of rows.
///
/// A layer is a value that knows shapes only; its parameters θ are a run of the network's flat
/// vector, passed to each call. Objectives are written against these five maps alone, so a new kind
/// of layer (a convolution, say) needs no change to them.
///
/// - Shapes: inputs and input tangents [n, inputCount], outputs [n, outputCount], same n.
/// - Memory: results overwrite views that must not overlap the operands.
public protocol Layer: Sendable {
  var inputCount: Int { get }
  var outputCount: Int { get }
  /// The tensors of θ in the order in which they stand in the flat vector; empty if there are none.
  var tensors: [TensorShape] { get }
  /// What the layer is, in one word, for people and JSON: `dense`, `convolution`, an activation's
  /// name.
  var kindName: String { get }
  /// Whether the map is affine or has straight pieces.
  var linearity: LayerLinearity { get }
  /// The images that go in and come out; nil for a layer that knows vectors only.
  var imageExtents: (input: ImageExtents, output: ImageExtents)? { get }

  /// y ← f(x; θ).
  func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>)

  /// Forward mode (JVP): ẏ ← J ẋ with J = ∂f/∂x at the point.
  func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>)

  /// Reverse mode (VJP): x̄ ← Jᵀ ȳ.
  func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>)

  /// Adds the second-order part of reverse-over-forward: x̄ ← x̄ + ∂(ȳᵀ J ẋ)/∂x.
  ///
  /// Zero, and so omitted, for layers that are linear or piecewise linear in x.
  func addCurvature<E: Scalar>(
    at point: LayerPoint<E>, tangent: MatrixView<E>, cotangent: MatrixView<E>,
    into target: MatrixView<E>)

  /// θ̄ ← Σ over rows of ∂/∂θ of ȳ·f(x; θ), with the tangent rows stacked below the primal ones.
  ///
  /// Rows 0..<primalRows pair a cotangent with an input; the rows below pair a cotangent ȳ with an
  /// input tangent ẋ and contribute ∂/∂θ of ȳ·J ẋ. For a layer bilinear in (θ, x) that is one
  /// product over all rows; constant terms such as biases take the primal rows only.
  func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, inputs: MatrixView<E>, primalRows: Int,
    into gradient: UnsafeMutableBufferPointer<E>)

  /// Draws θ; the order of draws is the order of the flat vector.
  func initialParameters(
    _ scheme: Initialization, using generator: inout SeededGenerator
  ) -> [Double]
}

extension Layer {
  /// The length of θ.
  public var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  public func addCurvature<E: Scalar>(
    at point: LayerPoint<E>, tangent: MatrixView<E>, cotangent: MatrixView<E>,
    into target: MatrixView<E>
  ) {}

  public func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, inputs: MatrixView<E>, primalRows: Int,
    into gradient: UnsafeMutableBufferPointer<E>
  ) {}

  public func initialParameters(
    _ scheme: Initialization, using generator: inout SeededGenerator
  ) -> [Double] { [] }
}

/// A first layer that can work in the k coordinates of inputs that lie in a subspace.
///
/// Inputs X = C B (C [n, k], B [k, d], k ≪ d) enter a linear map only through θ Bᵀ, which saves a
/// factor d/k of the work; the results are those of the full product up to rounding.
/// Such a layer is linear in its input: where only coordinates are at hand, `tangent` and `pullback`
/// are called with a point whose input is not filled in, and must not read it.
public protocol SubspaceLayer: Layer {
  /// θ_B ← the weights seen from the subspace, [outputCount, k] row-major.
  func restrict<E: Scalar>(
    to basis: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into weights: MatrixView<E>)

  /// y ← f(C B; θ), given θ_B.
  func forward<E: Scalar>(
    coordinates: MatrixView<E>, restricted weights: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>)

  /// θ̄ ← the gradient of primal rows with coordinates and, below them, rows with full tangents.
  ///
  /// - Parameters:
  ///   - cotangents: rows of the objective's derivative by the layer's outputs.
  ///   - coordinates: primal rows in coordinates of the basis.
  ///   - basis: W, [k, inputCount].
  ///   - tangents: full tangent rows; nil for none.
  ///   - restricted: scratch [outputCount, k].
  ///   - gradient: the layer's parameters' part of the gradient, overwritten.
  func parameterGradient<E: Scalar>(
    cotangents: MatrixView<E>, coordinates: MatrixView<E>, basis: MatrixView<E>,
    tangents: MatrixView<E>?, restricted: MatrixView<E>,
    into gradient: UnsafeMutableBufferPointer<E>)
}
