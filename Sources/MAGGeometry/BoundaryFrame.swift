import MAGNumerics

/// The manifold's span as seen by boundary normals: projections of rows, explicit remainders.
struct BoundaryFrame: Sendable {
  /// W, [k, d], orthonormal rows.
  let basis: Matrix<Double>?
  /// Above this share of its length off the span a direction counts as leaving it.
  static let spanTolerance = 1e-9

  /// Everything about some vectors that the crossings need: their parts on and off the span.
  struct Parts {
    let whole: Matrix<Double>
    let on: Matrix<Double>?
    let off: Matrix<Double>?
  }

  /// P v and v − P v for rows v; two thin products.
  func parts(of rows: Matrix<Double>) -> Parts {
    guard let basis else { return Parts(whole: rows, on: nil, off: nil) }
    let coefficients = Product.of(rows, .asStored, basis, .transposed, parallel: false)
    let on = Product.of(coefficients, .asStored, basis, .asStored, parallel: false)
    let off = Matrix(
      rows: rows.rows, columns: rows.columns,
      storage: zip(rows.storage, on.storage).map { $0 - $1 })
    return Parts(whole: rows, on: on, off: off)
  }

  /// The parts of rows of any length, each row times a power of two that leaves its largest entry
  /// near 1: neither their squares overflow nor do they vanish, and no other bit changes.
  ///
  /// Rows with an entry that is NaN or infinite become zero, which has no angle.
  func scaledParts(of rows: Matrix<Double>) -> Parts {
    var scaled = rows
    scaled.withView { view in
      for index in 0..<view.rows {
        let row = view.row(index)
        let largest = row.reduce(0) { max($0, abs($1)) }
        let isFinite = row.allSatisfy(\.isFinite)
        // Within these bounds the factor itself is a normal number.
        let exponent =
          isFinite && largest > 0 ? min(max(largest.exponent, -1022), 1022) : 0
        let factor = Double(sign: .plus, exponent: -exponent, significand: 1)
        for column in row.indices { row[column] = isFinite ? row[column] * factor : 0 }
      }
    }
    return parts(of: scaled)
  }

  /// Writes into a crossing what row `n` of the normals and row `d` of the directions say.
  ///
  /// Both are `scaledParts`: angles and shares depend on no length.
  func describe(
    _ crossing: inout Crossing, normals: Parts, _ n: Int, directions: Parts, _ d: Int
  ) {
    let normal = normals.whole.row(n)
    let direction = directions.whole.row(d)
    crossing.angleDegrees = Self.angleDegrees(normal, direction)
    let normalLength = Self.length(normal)
    let directionLength = Self.length(direction)
    guard normalLength > 0, directionLength > 0, let normalsOn = normals.on,
      let normalsOff = normals.off, let directionsOn = directions.on,
      let directionsOff = directions.off
    else { return }
    let (on, off) = (normalsOn.row(n), normalsOff.row(n))
    let onLength = Self.length(on)
    crossing.alignment = min(1, onLength / normalLength)
    let scale = normalLength * directionLength
    if Self.length(directionsOff.row(d)) > Self.spanTolerance * directionLength {
      crossing.directionAlignment = min(1, Self.length(directionsOn.row(d)) / directionLength)
      crossing.onManifoldTerm = Self.dot(on, directionsOn.row(d)) / scale
      crossing.offManifoldTerm = Self.dot(off, directionsOff.row(d)) / scale
    } else if onLength > 0 {
      crossing.inManifoldCosine = min(
        1, abs(Self.dot(on, direction)) / (onLength * directionLength))
    }
  }

  /// Writes into the crossings of a line what row `d` of the directions and the next rows of the
  /// normals say: for each crossing its own, and where both sides of a kink count those two.
  func describe(
    _ crossings: inout [Crossing], normals: Parts, _ next: inout Int, directions: Parts, _ d: Int
  ) {
    for index in crossings.indices {
      describe(&crossings[index], normals: normals, next, directions: directions, d)
      next += 1
      guard crossings[index].anglesOneSided != nil else { continue }
      crossings[index].anglesOneSided = (next..<next + 2).map {
        Self.angleDegrees(normals.whole.row($0), directions.whole.row(d))
      }
      next += 2
    }
  }

  /// The angle between a direction and the plane with a normal, in degrees; nil if either is 0.
  ///
  /// atan2(|n·u|, ‖n − (n·u) u‖) with u = d/‖d‖: accurate near 0° and near 90°. Squares of entries
  /// must be in range, as in `scaledParts`.
  static func angleDegrees(_ normal: ArraySlice<Double>, _ direction: ArraySlice<Double>) -> Double?
  {
    let directionLength = length(direction)
    guard directionLength > 0, length(normal) > 0 else { return nil }
    let along = dot(normal, direction) / directionLength
    let scale = along / directionLength
    var rest = 0.0
    for (n, d) in zip(normal, direction) {
      let remainder = n - scale * d
      rest += remainder * remainder
    }
    return GeometryMath.degrees(ofSine: abs(along), cosine: rest.squareRoot())
  }

  static func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
      }
    }
  }

  static func length(_ a: ArraySlice<Double>) -> Double { dot(a, a).squareRoot() }
}
