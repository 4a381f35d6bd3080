import Foundation
import MAGGeometry
import MAGNetwork
import MAGNumerics

/// What a direction of a slice means.
public enum SliceAxis: String, Codable, Sendable {
  /// From the first image to the second.
  case towardsSecond = "towards-second-image"
  /// Across the first axis, on the side of the third image.
  case towardsThird = "towards-third-image"
  /// P g/‖P g‖ of the input gradient g.
  case inManifold = "in-manifold-gradient"
  /// (g − P g)/‖g − P g‖.
  case offManifold = "off-manifold-gradient"
  /// A random direction in the manifold's span, as P g is zero.
  case randomInManifold = "random-in-manifold"
  /// A random direction across the manifold's span, as g − P g is zero.
  case randomOffManifold = "random-off-manifold"
}

/// A plane with the images and the gradient that it was made of.
public struct SlicePlane: Sendable {
  public let plane: Plane
  public let meanings: [SliceAxis]
  public let indices: [Int]
  /// The images' own places on the plane.
  public let places: [PlanePoint]
  /// [images, d], as the network sees them.
  public let images: Matrix<Double>
  /// The direction of the gradient in the plane, in degrees from the first axis; nil without one.
  public let gradientDegrees: Double?

  /// Below this share of the gradient a part of it counts as absent: it is what storing weights
  /// in single precision leaves of a part that was removed.
  public static let absentShare = 1e-5

  /// The plane that a subject stands for.
  ///
  /// - Parameters:
  ///   - subject: what spans the plane.
  ///   - images: those that it numbers, with the manifold.
  ///   - network: asked for the gradient at one image only.
  ///   - settings: the gradient and the seed.
  /// - Randomness: only where a part of the gradient is absent: d normal numbers, a function of the
  ///   seed and the image's number alone.
  /// - Throws: `MeasureFailure.index`, `SliceFailure`, `PlaneFailure`.
  public init(
    _ subject: SliceSubject, of images: MeasurementSet, network: Network<Double>,
    settings: SliceSettings
  ) throws {
    indices = subject.indices
    self.images = try images.exact(at: indices)
    switch subject {
    case .images:
      guard indices.count == 3 else { throw SliceFailure.notThree(found: indices.count) }
      plane = try Self.plane(through: self.images, indices)
      meanings = [.towardsSecond, .towardsThird]
      gradientDegrees = nil
    case .gradient(let index):
      let parts = try GradientParts(
        network, self.images, index: index, label: images.set.labels[index],
        basis: images.manifold.basis, settings: settings)
      plane = try Plane(at: Array(self.images.row(0)), along: parts.on, parts.off)
      meanings = parts.meanings
      gradientDegrees = parts.degrees
    }
    let plane = plane
    let rows = self.images
    places = indices.indices.map { plane.coordinates(of: rows.row($0)) }
  }

  /// Names images by their numbers where the geometry knows places only.
  private static func plane(
    through images: Matrix<Double>, _ indices: [Int]
  ) throws -> Plane {
    do {
      return try Plane(through: images)
    } catch PlaneFailure.identicalPoints(let a, let b) {
      throw SliceFailure.identicalImages(indices[a], indices[b])
    } catch PlaneFailure.collinearPoints(let height, let length) {
      throw SliceFailure.collinearImages(indices, height: height, length: length)
    }
  }
}

/// The in-manifold and the off-manifold part of a gradient, or random directions for absent ones.
private struct GradientParts {
  let on: [Double]
  let off: [Double]
  let meanings: [SliceAxis]
  let degrees: Double

  init(
    _ network: Network<Double>, _ image: Matrix<Double>, index: Int, label: Int,
    basis: Matrix<Double>, settings: SliceSettings
  ) throws {
    let gradient = network.inputGradient(image, labels: [label], of: settings.gradient).storage
    let largest = gradient.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else {
      throw SliceFailure.noGradient(index: index, kind: settings.gradient)
    }
    let scaled = gradient.map { $0 / largest }
    let (on, off) = Self.split(scaled, basis)
    let (onLength, offLength) = (Self.length(on), Self.length(off))
    let least = SlicePlane.absentShare * Self.length(scaled)
    var generator = SeededGenerator(seed: settings.seed, stream: UInt64(index))
    let drawn = Self.split(scaled.map { _ in generator.normal() }, basis)
    let drawnLength = (Self.length(drawn.on), Self.length(drawn.off))
    // Of d normal numbers, what is left of no dimension at all is rounding.
    let rounding = 1e-9 * Double(scaled.count).squareRoot()
    guard onLength > least || drawnLength.0 > rounding else {
      throw SliceFailure.noDirection(side: "on")
    }
    guard offLength > least || drawnLength.1 > rounding else {
      throw SliceFailure.noDirection(side: "off")
    }
    self.on = onLength > least ? on : drawn.on
    self.off = offLength > least ? off : drawn.off
    meanings = [
      onLength > least ? .inManifold : .randomInManifold,
      offLength > least ? .offManifold : .randomOffManifold,
    ]
    degrees =
      atan2(offLength > least ? offLength : 0, onLength > least ? onLength : 0) * 180 / .pi
  }

  private static func split(
    _ vector: [Double], _ basis: Matrix<Double>
  ) -> (on: [Double], off: [Double]) {
    let row = Matrix(rows: 1, columns: vector.count, storage: vector)
    let coefficients = Product.of(row, .asStored, basis, .transposed)
    let on = Product.of(coefficients, .asStored, basis, .asStored).storage
    return (on, zip(vector, on).map { $0 - $1 })
  }

  private static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
