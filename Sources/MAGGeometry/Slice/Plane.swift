import MAGNetwork
import MAGNumerics

/// A point of a plane in its own coordinates, in units of distance.
public struct PlanePoint: Sendable, Hashable, Codable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  public func distance(to other: PlanePoint) -> Double {
    let (dx, dy) = (other.x - x, other.y - y)
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// A plane in input space: o + x u + y v with orthonormal u and v.
///
/// Because u and v are orthonormal, distances in (x, y) are the l2 distances of the inputs.
public struct Plane: Sendable, Equatable {
  /// o, d coordinates.
  public let origin: [Double]
  /// u and v as rows, [2, d].
  public let axes: Matrix<Double>
  /// Below this share of its length a direction counts as parallel to another.
  public static let parallelTolerance = 1e-9

  public var dimension: Int { origin.count }

  /// The plane through three points: o is the first, u points to the second, and the third has
  /// y > 0 (Gram-Schmidt, twice for accuracy).
  ///
  /// - Shapes: `points` [3, d].
  /// - Throws: `PlaneFailure.identicalPoints`, `.collinearPoints` with the places of the points in
  ///   `points`; `.notFinite`.
  public init(through points: Matrix<Double>) throws(PlaneFailure) {
    precondition(points.rows == 3, "a plane goes through three points")
    guard points.storage.allSatisfy(\.isFinite) else { throw .notFinite }
    func difference(_ a: Int, _ b: Int) -> [Double] {
      zip(points.row(b), points.row(a)).map { $0 - $1 }
    }
    for (a, b) in [(0, 1), (0, 2), (1, 2)] where BoundaryFrame.length(difference(a, b)[...]) == 0 {
      throw .identicalPoints(a, b)
    }
    let (first, second) = (difference(0, 1), difference(0, 2))
    let rest = Self.remainder(of: second, to: first)
    let height = BoundaryFrame.length(rest[...])
    guard height > Self.parallelTolerance * BoundaryFrame.length(second[...]) else {
      throw .collinearPoints(height: height, length: BoundaryFrame.length(second[...]))
    }
    self.init(origin: Array(points.row(0)), orthogonal: first, rest)
  }

  /// The plane at a point along two directions; u is the first, v the rest of the second.
  ///
  /// - Throws: `PlaneFailure.parallelDirections` also for a zero direction; `.notFinite`.
  public init(at origin: [Double], along first: [Double], _ second: [Double])
    throws(PlaneFailure)
  {
    precondition(
      first.count == origin.count && second.count == origin.count, "directions of one dimension")
    guard (origin + first + second).allSatisfy(\.isFinite) else { throw .notFinite }
    let length = BoundaryFrame.length(first[...])
    let rest = length > 0 ? Self.remainder(of: second, to: first) : second
    guard length > 0,
      BoundaryFrame.length(rest[...])
        > Self.parallelTolerance * BoundaryFrame.length(second[...])
    else { throw .parallelDirections }
    self.init(origin: origin, orthogonal: first, rest)
  }

  private init(origin: [Double], orthogonal first: [Double], _ second: [Double]) {
    self.origin = origin
    func unit(_ vector: [Double]) -> [Double] {
      let length = BoundaryFrame.length(vector[...])
      return vector.map { $0 / length }
    }
    axes = Matrix(rows: 2, columns: origin.count, storage: unit(first) + unit(second))
  }

  /// v − (v·u) u/‖u‖², taken twice so that rounding of the first time is removed.
  private static func remainder(of vector: [Double], to axis: [Double]) -> [Double] {
    let square = BoundaryFrame.dot(axis[...], axis[...])
    var rest = vector
    for _ in 0..<2 {
      let scale = BoundaryFrame.dot(rest[...], axis[...]) / square
      for index in rest.indices { rest[index] -= scale * axis[index] }
    }
    return rest
  }

  /// (x, y) of the point of the plane that is nearest to an input.
  public func coordinates(of point: some Collection<Double>) -> PlanePoint {
    precondition(point.count == dimension, "a point of another dimension")
    let offset = zip(point, origin).map { $0 - $1 }
    return PlanePoint(
      BoundaryFrame.dot(offset[...], axes.row(0)), BoundaryFrame.dot(offset[...], axes.row(1)))
  }

  /// The inputs o + x u + y v, [points, d].
  public func inputs(at points: [PlanePoint]) -> Matrix<Double> {
    var storage: [Double] = []
    storage.reserveCapacity(points.count * dimension)
    let (u, v) = (Array(axes.row(0)), Array(axes.row(1)))
    for point in points {
      for index in origin.indices {
        storage.append(origin[index] + point.x * u[index] + point.y * v[index])
      }
    }
    return Matrix(rows: points.count, columns: dimension, storage: storage)
  }

  /// ‖P u‖² and ‖P v‖²: the shares of the axes that lie in the span of orthonormal rows.
  public func shares(in basis: Matrix<Double>) -> [Double] {
    let coefficients = Product.of(axes, .asStored, basis, .transposed, parallel: false)
    return (0..<2).map {
      let row = coefficients.row($0)
      return min(1, BoundaryFrame.dot(row, row))
    }
  }
}

extension PiecewiseNetwork {
  /// The network of (x, y) that equals this one on a plane: W₁ ← W₁ [u v], b₁ ← b₁ + W₁ o.
  ///
  /// - Throws: `GeometryFailure.dimensionMismatch` for a plane of another dimension.
  /// - Cost: one product of 3 rows, and a copy of the later weights.
  public func restricted(to plane: Plane) throws(GeometryFailure) -> PiecewiseNetwork {
    guard plane.dimension == inputDimension else {
      throw .dimensionMismatch(
        what: "the plane", expected: inputDimension, found: plane.dimension)
    }
    let first = stages[0]
    let origin = Matrix(rows: 1, columns: plane.dimension, storage: plane.origin)
    let weight = Product.of(first.weight, .asStored, plane.axes, .transposed)
    return PiecewiseNetwork(
      replacingFirst: Stage(
        weight: weight, bias: Array(affine(origin, first).row(0)), activation: first.activation,
        columns: nil), of: self)
  }
}

extension GraphPath {
  /// The walk of the network of (x, y) that equals this one on a plane: a dense layer o + x u + y v
  /// before it. Normals then are those within the plane.
  ///
  /// - Throws: `GeometryFailure.dimensionMismatch` for a plane of another dimension.
  func restricted(to plane: Plane) throws -> GraphPath {
    guard plane.dimension == inputDimension else {
      throw GeometryFailure.dimensionMismatch(
        what: "the plane", expected: inputDimension, found: plane.dimension)
    }
    let entry = NetworkNode(
      Dense(inputCount: 2, outputCount: inputDimension),
      parameters: plane.axes.transposed().storage + plane.origin,
      from: [NetworkNode<Double>.input])
    let later = network.nodes.map { node in
      NetworkNode(node.layer, parameters: node.parameters, from: node.sources.map { $0 + 1 })
    }
    return try GraphPath(Network(nodes: [entry] + later, output: later.count))
  }
}
