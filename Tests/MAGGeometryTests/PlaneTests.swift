import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("Planes") struct PlaneTests {
  @Test("a right triangle has its legs as coordinates")
  func plane_rightTriangle_hasItsLegs() throws {
    // From (1, 1, 1) by 3 along the second axis, then by 2 along the first and −4 along the third.
    let plane = try Plane(through: matrix([[1, 1, 1], [1, 4, 1], [3, 2, -3]]))
    #expect(Array(plane.axes.row(0)) == [0, 1, 0])
    #expect(plane.coordinates(of: [1, 4, 1]) == PlanePoint(3, 0))
    let third = plane.coordinates(of: [3, 2, -3])
    #expect(abs(third.x - 1) < 1e-15 && abs(third.y - 20.0.squareRoot()) < 1e-14)
    #expect(plane.coordinates(of: [1, 1, 1]) == PlanePoint(0, 0))
  }

  @Test("coordinates and inputs undo each other, and distances are those of the inputs")
  func plane_random_isIsometric() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      let points = Matrix(
        rows: 3, columns: 30, storage: (0..<90).map { _ in generator.normal() })
      let plane = try Plane(through: points)
      let (u, v) = (plane.axes.row(0), plane.axes.row(1))
      #expect(abs(BoundaryFrame.dot(u, v)) < 1e-14)
      #expect(abs(BoundaryFrame.length(u) - 1) < 1e-14 && abs(BoundaryFrame.length(v) - 1) < 1e-14)
      let places = (0..<3).map { plane.coordinates(of: points.row($0)) }
      let back = plane.inputs(at: places)
      for (found, expected) in zip(back.storage, points.storage) {
        #expect(abs(found - expected) < 1e-13)
      }
      let distance = BoundaryFrame.length(
        zip(points.row(1), points.row(2)).map { $0 - $1 }[...])
      #expect(abs(places[1].distance(to: places[2]) - distance) < 1e-13)
    }
  }

  @Test("an axis in the span has share 1, one across it 0")
  func shares_alignedAxes_areOneAndZero() throws {
    let plane = try Plane(at: [0, 0, 0], along: [2, 0, 0], [1, 0, 3])
    #expect(plane.shares(in: matrix([[1, 0, 0], [0, 1, 0]])) == [1, 0])
  }

  @Test("identical points are refused and named")
  func plane_identicalPoints_areRefused() {
    #expect(throws: PlaneFailure.identicalPoints(0, 2)) {
      try Plane(through: matrix([[1, 2], [3, 4], [1, 2]]))
    }
    #expect("\(PlaneFailure.identicalPoints(0, 2))".contains("points 0 and 2 are the same"))
    #expect(PlaneFailure.identicalPoints(0, 2).kind.rawValue == 65)
  }

  @Test("points on one line are refused with the height of the third")
  func plane_collinearPoints_areRefused() {
    #expect(throws: PlaneFailure.collinearPoints(height: 0, length: 50.0.squareRoot())) {
      try Plane(through: matrix([[0, 0], [1, 1], [5, 5]]))
    }
  }

  @Test("parallel and zero directions and NaN are refused")
  func plane_badDirections_areRefused() {
    #expect(throws: PlaneFailure.parallelDirections) {
      try Plane(at: [0, 0], along: [1, 2], [-2, -4])
    }
    #expect(throws: PlaneFailure.parallelDirections) {
      try Plane(at: [0, 0], along: [0, 0], [1, 0])
    }
    #expect(throws: PlaneFailure.notFinite) {
      try Plane(at: [0, .nan], along: [1, 0], [0, 1])
    }
  }

  @Test("the restricted network equals the whole one on the plane")
  func restricted_randomPlane_agrees() throws {
    var generator = SeededGenerator(seed: 11)
    let whole = try PiecewiseNetwork(perceptron([12, 20, 15, 4], &generator))
    let points = Matrix(rows: 3, columns: 12, storage: (0..<36).map { _ in generator.normal() })
    let plane = try Plane(through: points)
    let flat = try whole.restricted(to: plane)
    let places = (0..<50).map { _ in PlanePoint(generator.normal(), generator.normal()) }
    let found = flat.logits(
      Matrix(rows: 50, columns: 2, storage: places.flatMap { [$0.x, $0.y] }))
    let expected = whole.logits(plane.inputs(at: places))
    for (a, b) in zip(found.storage, expected.storage) { #expect(abs(a - b) < 1e-12) }
    #expect(throws: GeometryFailure.self) {
      try whole.restricted(to: Plane(at: [0, 0], along: [1, 0], [0, 1]))
    }
  }
}

@Suite("Windows on a plane") struct PlaneWindowTests {
  let triangle = [PlanePoint(0, 0), PlanePoint(4, 0), PlanePoint(1, 3)]

  @Test("the margin is a share of the longer side, and pixels are square")
  func window_triangle_hasMarginAndSquarePixels() throws {
    let window = try PlaneWindow(around: triangle, margin: 0.25, columns: 60)
    #expect(window.minX == -1 && window.maxX == 5)
    #expect(window.rows == 50 && abs(window.minY + 1) < 1e-14 && abs(window.maxY - 4) < 1e-14)
    #expect(window.pixel == 0.1)
  }

  @Test("a height that is no whole number of pixels grows evenly on both sides")
  func window_oddHeight_growsEvenly() throws {
    let window = try PlaneWindow(minX: 0, maxX: 3, minY: 0, maxY: 1.2, columns: 3)
    #expect(window.rows == 2 && abs(window.minY + 0.4) < 1e-15 && window.maxY == 1.6)
  }

  @Test(
    "a resolution that is not from 1 to the bound is refused",
    arguments: [0, -3, PlaneWindow.mostColumns + 1])
  func window_resolution_isBounded(_ columns: Int) {
    #expect(throws: WindowFailure.resolution(columns)) {
      try PlaneWindow(extent: 1, columns: columns)
    }
  }

  @Test("bad margins, extents and shapes are refused with their sentences")
  func window_badNumbers_areRefused() {
    #expect(throws: WindowFailure.margin(-0.1)) {
      try PlaneWindow(around: triangle, margin: -0.1, columns: 10)
    }
    #expect(throws: WindowFailure.extent(0)) { try PlaneWindow(extent: 0, columns: 10) }
    #expect(throws: WindowFailure.empty) {
      try PlaneWindow(around: [PlanePoint(1, 1)], margin: 1, columns: 10)
    }
    #expect(throws: WindowFailure.tooTall(columns: 4096)) {
      try PlaneWindow(minX: 0, maxX: 1, minY: 0, maxY: 2, columns: 4096)
    }
    for extent in [1e-7, 1e7, 1e160, 1e-300, .infinity] {
      #expect(throws: WindowFailure.extent(extent)) { try PlaneWindow(extent: extent, columns: 9) }
    }
    for side in [1e-9, 1e10, 1e200] {
      #expect(throws: WindowFailure.side(side)) {
        try PlaneWindow(
          around: [PlanePoint(0, 0), PlanePoint(side, side)], margin: 0, columns: 10)
      }
    }
    #expect(WindowFailure.side(0).kind.rawValue == 65)
    #expect(WindowFailure.resolution(0).kind.rawValue == 64)
    #expect("\(WindowFailure.resolution(0))".contains("from 1 to 4096 pixels across, found 0"))
    for failure in [
      WindowFailure.margin(-1), .extent(0), .empty, .tooTall(columns: 9), .scanLines(0),
    ] {
      #expect("\(failure)".count > 20)
    }
  }
}
