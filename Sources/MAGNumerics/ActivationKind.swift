/// An elementwise nonlinearity φ, with the first and second derivatives that the passes need.
///
/// At a kink the derivative is the one from the left (ReLU: φ'(0) = 0), as in PyTorch.
public enum ActivationKind: Sendable, Hashable {
  case identity
  /// max(x, 0).
  case relu
  /// x for x > 0, else slope · x.
  case leakyReLU(slope: Double)
  /// min(max(x, −1), 1); the derivative is 1 strictly inside.
  case hardTanh
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  case tanh
  /// x Φ(x) with the exact normal distribution function (PyTorch's default, not the tanh form).
  case gelu
  /// log(1 + eˣ).
  case softplus
  /// x for x > 0, else alpha (eˣ − 1).
  case elu(alpha: Double)

  /// Whether φ consists of straight pieces, so that a network of it is piecewise affine.
  public var isPiecewiseLinear: Bool {
    switch self {
    case .identity, .relu, .leakyReLU, .hardTanh: true
    case .sigmoid, .tanh, .gelu, .softplus, .elu: false
    }
  }

  /// The name in checkpoints' metadata and on the command line.
  public var name: String {
    switch self {
    case .identity: "identity"
    case .relu: "relu"
    case .leakyReLU(let slope): "leaky-relu:\(slope)"
    case .hardTanh: "hard-tanh"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .gelu: "gelu"
    case .softplus: "softplus"
    case .elu(let alpha): "elu:\(alpha)"
    }
  }

  /// All names, for messages and help.
  public static let words =
    "relu, leaky-relu:SLOPE, hard-tanh, sigmoid, tanh, gelu, softplus, elu:ALPHA, identity"

  /// The kind of a name as `name` writes it; `leaky-relu` alone means slope 0.01, `elu` alpha 1.
  public init?(name: String) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    let number = parts.count == 2 ? Double(parts[1]) : nil
    if parts.count == 2 && number?.isFinite != true { return nil }
    switch (parts.first, number) {
    case ("identity", nil): self = .identity
    case ("relu", nil): self = .relu
    case ("leaky-relu", _): self = .leakyReLU(slope: number ?? 0.01)
    case ("hard-tanh", nil): self = .hardTanh
    case ("sigmoid", nil): self = .sigmoid
    case ("tanh", nil): self = .tanh
    case ("gelu", nil): self = .gelu
    case ("softplus", nil): self = .softplus
    case ("elu", _): self = .elu(alpha: number ?? 1)
    default: return nil
    }
  }

  /// φ(x).
  func value<Element: Scalar>(_ x: Element) -> Element {
    switch self {
    case .identity: x
    case .relu: x > 0 ? x : 0
    case .leakyReLU(let slope): x > 0 ? x : Element(slope) * x
    case .hardTanh: min(max(x, -1), 1)
    case .sigmoid: 1 / (1 + Element.exponential(-x))
    case .tanh: Element.hyperbolicTangent(x)
    case .gelu: x * Self.normalDistribution(x)
    case .softplus: max(x, 0) + Element.logarithm(1 + Element.exponential(-abs(x)))
    case .elu(let alpha): x > 0 ? x : Element(alpha) * (Element.exponential(x) - 1)
    }
  }

  /// φ'(x), given y = φ(x).
  func slope<Element: Scalar>(_ x: Element, _ y: Element) -> Element {
    switch self {
    case .identity: return 1
    case .relu: return x > 0 ? 1 : 0
    case .leakyReLU(let slope): return x > 0 ? 1 : Element(slope)
    case .hardTanh: return abs(x) < 1 ? 1 : 0
    case .sigmoid: return y * (1 - y)
    case .tanh: return 1 - y * y
    case .gelu: return Self.normalDistribution(x) + x * Self.normalDensity(x)
    case .softplus: return 1 / (1 + Element.exponential(-x))
    case .elu(let alpha): return x > 0 ? 1 : y + Element(alpha)
    }
  }

  /// φ''(x), given y = φ(x); 0 for the piecewise linear kinds.
  func curvature<Element: Scalar>(_ x: Element, _ y: Element) -> Element {
    switch self {
    case .identity, .relu, .leakyReLU, .hardTanh: return 0
    case .sigmoid: return y * (1 - y) * (1 - 2 * y)
    case .tanh: return -2 * y * (1 - y * y)
    case .gelu: return Self.normalDensity(x) * (2 - x * x)
    case .softplus:
      let sigmoid = 1 / (1 + Element.exponential(-x))
      return sigmoid * (1 - sigmoid)
    case .elu(let alpha): return x > 0 ? 0 : y + Element(alpha)
    }
  }

  private static func normalDistribution<Element: Scalar>(_ x: Element) -> Element {
    (1 + Element.errorFunction(x * Element(0.5).squareRoot())) / 2
  }

  private static func normalDensity<Element: Scalar>(_ x: Element) -> Element {
    Element.exponential(-x * x / 2) / (2 * Element.pi).squareRoot()
  }
}
