import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// A chain of normal random stages of these widths, with biases.
func perceptron(
  _ sizes: [Int], _ generator: inout SeededGenerator, _ kind: ActivationKind = .relu
) -> [FullyConnectedStage<Double>] {
  zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
    FullyConnectedStage(
      weight: normal(size.1, size.0, &generator),
      bias: (0..<size.1).map { _ in generator.normal() },
      activation: index + 2 < sizes.count ? kind : .identity)
  }
}

/// The plane of a network of two inputs, as it is.
func flatPlane() throws -> Plane { try Plane(at: [0, 0], along: [1, 0], [0, 1]) }

private func slice(
  _ stages: [FullyConnectedStage<Double>], extent: Double, columns: Int = 20, lines: Int = 2
) throws -> PlaneSlice {
  try PlaneSlice(
    exact: PiecewiseNetwork(stages), on: flatPlane(),
    PlaneWindow(extent: extent, columns: columns), linesPerPixel: lines)
}

@Suite("Plane slices worked by hand") struct HandSliceTests {
  /// Rounding of a handful of operations on numbers near 1.
  static let rounding = 1e-12

  @Test("the boundary y = |x| + 1/4 is one arc with a bend at (0, 1/4)")
  func boundary_absoluteValue_isOneBentArc() throws {
    // f₀ = relu(x) + relu(−x) + 1/4, f₁ = y = relu(y) − relu(−y).
    let found = try slice(
      chain(
        [[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 0, 0], [0, 0, 1, -1]]],
        [[0, 0, 0, 0], [0.25, 0]]), extent: 1)
    let boundary = try #require(found.boundary)
    #expect(boundary.agreement.isComplete && boundary.agreement.crossings > 0)
    #expect(boundary.arcs.count == 1 && boundary.junctions.isEmpty)
    let arc = try #require(boundary.arcs.first)
    #expect(arc.start == .edge && arc.end == .edge)
    #expect(arc.vertices.contains { $0.distance(to: PlanePoint(0, 0.25)) < Self.rounding })
    #expect(abs(arc.length - 2 * 0.75 * 2.0.squareRoot()) < Self.rounding)
    // Class 1 holds the triangle above: width 1.5, height 0.75, of an area of 4.
    let shares = try #require(found.exactShares)
    #expect(abs(shares[1] - 0.5625 / 4) < Self.rounding)
    #expect(abs(shares[0] + shares[1] - 1) < Self.rounding)
    // Every second scan line of the lattice is 1/20 away from the next: the estimate is near.
    let onLines = found.sharesOnLines
    #expect(abs(onLines.rows[1] - 0.5625 / 4) < 1e-3)
    #expect(abs(try #require(onLines.columns)[1] - 0.5625 / 4) < 1e-3)
    let near = try #require(boundary.nearest(to: PlanePoint(0, -1)))
    #expect(abs(near.distance - 1.25) < Self.rounding)
    #expect(near.at.distance(to: PlanePoint(0, 0.25)) < Self.rounding)
  }

  @Test("three linear classes meet in one junction of three arcs")
  func boundary_threeLinearClasses_meetOnce() throws {
    // f = (y − 0.3, x, −x): class 0 where y − 0.3 > |x|.
    let found = try slice(chain([[[0, 1], [1, 0], [-1, 0]]], [[-0.3, 0, 0]]), extent: 1)
    let boundary = try #require(found.boundary)
    #expect(boundary.agreement.isComplete)
    #expect(boundary.arcs.count == 3 && boundary.junctions.count == 1)
    #expect(boundary.junctions[0].distance(to: PlanePoint(0, 0.3)) < Self.rounding)
    let pairs = Set(boundary.arcs.map { Set([$0.leftClass, $0.rightClass]) })
    #expect(pairs == [[0, 1], [0, 2], [1, 2]])
    let shares = try #require(found.exactShares)
    #expect(abs(shares[0] - 0.49 / 4) < Self.rounding)
    #expect(abs(shares[1] - 1.755 / 4) < Self.rounding)
    #expect(abs(shares[2] - 1.755 / 4) < Self.rounding)
  }

  @Test("an arc between two junctions that no scan line meets is found from them")
  func boundary_arcBetweenLines_isFound() throws {
    // f = (y, −y, x − 1/1000, −x − 1/1000): classes 0 and 1 share the short arc |x| ≤ 1/1000 on
    // y = 0, between the rows at ±1/40 and the columns at ±1/40.
    let found = try slice(
      chain([[[0, 1], [0, -1], [1, 0], [-1, 0]]], [[0, 0, -1e-3, -1e-3]]), extent: 1)
    let boundary = try #require(found.boundary)
    #expect(boundary.arcs.count == 5 && boundary.junctions.count == 2)
    let short = try #require(boundary.arcs.first { $0.start == .junction && $0.end == .junction })
    #expect(Set([short.leftClass, short.rightClass]) == [0, 1])
    #expect(abs(short.length - 2e-3) < Self.rounding)
    #expect(boundary.agreement.isComplete)
  }

  @Test("four classes that meet in one point are right, or not claimed to be complete")
  func boundary_fourClasses_areNotClaimed() throws {
    // f = (x, −x, y, −y): quarters between the diagonals.
    let found = try slice(chain([[[1, 0], [-1, 0], [0, 1], [0, -1]]]), extent: 1)
    for share in found.sharesOnLines.rows { #expect(abs(share - 0.25) < 1e-3) }
    for share in found.exactShares ?? [] { #expect(abs(share - 0.25) < Self.rounding) }
  }

  @Test("a diamond is one closed arc around its class")
  func boundary_diamond_isClosed() throws {
    // f₀ = 1/2, f₁ = 1 − |x| − |y|.
    let found = try slice(
      chain(
        [[[1, 0], [-1, 0], [0, 1], [0, -1]], [[0, 0, 0, 0], [-1, -1, -1, -1]]],
        [[0, 0, 0, 0], [0.5, 1]]), extent: 1)
    let boundary = try #require(found.boundary)
    #expect(boundary.agreement.isComplete)
    let arc = try #require(boundary.arcs.first)
    #expect(boundary.arcs.count == 1 && arc.start == .closed && arc.end == .closed)
    #expect(arc.vertices.first == arc.vertices.last)
    #expect(abs(arc.length - 4 * 0.5.squareRoot()) < Self.rounding)
    #expect(abs(try #require(found.exactShares)[1] - 0.5 / 4) < Self.rounding)
    // Four corners, and the point where it was begun twice.
    #expect(arc.vertices.count == 6)
  }

  @Test("a diamond between the scan lines is not seen, one on them is")
  func boundary_smallDiamond_isMissedAsSaid() throws {
    func diamond(_ radius: Double) throws -> PlaneSlice {
      try slice(
        chain(
          [[[1, 0], [-1, 0], [0, 1], [0, -1]], [[0, 0, 0, 0], [-1, -1, -1, -1]]],
          [[0, 0, 0, 0], [1 - radius, 1]]), extent: 1, columns: 10, lines: 1)
    }
    // Lines are 0.2 apart, the nearest at ±0.1.
    #expect(try diamond(0.09).boundary?.arcs.isEmpty == true)
    #expect(try diamond(0.11).boundary?.arcs.count == 1)
    #expect(try diamond(0.11).spacing == 0.2)
  }

  @Test("one class everywhere has no boundary and the whole window")
  func boundary_oneClass_isEmpty() throws {
    let found = try slice(chain([[[1, 0], [1, 0]]], [[1, 0]]), extent: 1)
    #expect(found.boundary?.arcs.isEmpty == true && found.exactShares == [1, 0])
    #expect(found.boundary?.nearest(to: PlanePoint(0, 0)) == nil)
  }

  @Test("a tie all over a half plane cannot be followed, and the result says so")
  func boundary_tie_isIncomplete() throws {
    // f = (relu(x), relu(2x)): both 0 for x < 0, where the class is 0 by its index.
    let found = try slice(chain([[[1, 0]], [[1], [2]]]), extent: 1)
    let boundary = try #require(found.boundary)
    #expect(!boundary.agreement.isComplete && boundary.agreement.stopped > 0)
    #expect(found.exactShares == nil)
    #expect(abs(found.sharesOnLines.rows[1] - 0.5) < Self.rounding)
  }

  @Test("behind an activation after the last layer the lines are exact and no arc is followed")
  func boundary_outputActivation_isNotFollowed() throws {
    let found = try slice(chain([[[1, 0], [0, 1]]], last: .relu), extent: 1)
    #expect(found.boundary == nil && found.exactShares == nil)
    // Class 1 where y > max(x, 0): a quarter and an eighth.
    #expect(abs(found.sharesOnLines.rows[1] - 0.375) < 1e-3)
  }

  @Test("no scan lines and too many are refused")
  func slice_scanLines_areBounded() {
    for lines in [0, ScanLattice.mostLines + 1] {
      #expect(throws: WindowFailure.scanLines(lines)) {
        try slice(chain([[[1, 0], [0, 1]]]), extent: 1, lines: lines)
      }
    }
  }
}
