import Foundation
import MAGFigures
import MAGGeometry

// Slices as the numbers of their figure.

extension SliceFigure.Panel {
  /// A slice, its positions rounded far below what can be seen: boundaries to a millionth of the
  /// window's width, runs to a thousandth of a pixel.
  public init(name: String, _ result: SliceResult) {
    let window = result.window
    let scale = pow(10, (6 - log10(window.width)).rounded(.up))
    func rounded(_ value: Double) -> Double { (value * scale).rounded() / scale }
    self.init(
      model: name, isExact: result.method == .exact,
      isComplete: result.agreement?.isComplete ?? false, spacing: result.spacing,
      xTitle: Self.title(result, 0), yTitle: Self.title(result, 1),
      gradientDegrees: result.gradientDegrees,
      places: result.images.map {
        SliceFigure.Place(
          index: $0.index, label: $0.label, predictedClass: $0.predictedClass, x: $0.x, y: $0.y)
      },
      regions: result.regions.map {
        SliceFigure.Region(label: $0.label, share: $0.share ?? $0.shareOnRows)
      },
      raster: ClassRaster(
        minX: window.minX, maxX: window.maxX, minY: window.minY, maxY: window.maxY,
        columns: window.columns, rows: window.rows,
        lines: result.slice.rows.map { line in
          line.runs(from: window.minX, to: window.maxX).flatMap { run in
            [Double(run.class), Self.pixels(run.end, window)]
          }
        }),
      arcs: (result.slice.boundary?.arcs ?? []).map { arc in
        SliceFigure.Arc(
          leftClass: arc.leftClass, rightClass: arc.rightClass,
          x: arc.vertices.map { rounded($0.x) }, y: arc.vertices.map { rounded($0.y) })
      })
  }

  /// The end of a run in pixels from the left, to a thousandth; the last one exactly.
  private static func pixels(_ end: Double, _ window: PlaneWindow) -> Double {
    end >= window.maxX
      ? Double(window.columns) : ((end - window.minX) / window.pixel * 1000).rounded() / 1000
  }

  /// What an axis measures, in words.
  private static func title(_ result: SliceResult, _ axis: Int) -> String {
    let images = result.images.map(\.index)
    switch result.axes[axis].meaning {
    case .towardsSecond: return "distance from \(images[0]) to \(images[1])"
    case .towardsThird: return "distance towards \(images[2])"
    case .inManifold: return "distance along P g (on the manifold)"
    case .offManifold: return "distance along g − P g (off the manifold)"
    case .randomInManifold: return "distance along a random direction on the manifold"
    case .randomOffManifold: return "distance along a random direction off the manifold"
    }
  }
}

extension MeasurementSet {
  /// Images as pictures for a figure, in the form in which the network sees them.
  ///
  /// - Throws: `MeasureFailure.index`.
  public func shots(at indices: [Int]) throws -> [SliceFigure.Shot] {
    let pixels = try exact(at: indices)
    return indices.enumerated().map { row, index in
      SliceFigure.Shot(
        index: index, label: set.labels[index], width: set.width, height: set.height,
        pixels: Array(pixels.row(row)))
    }
  }
}
