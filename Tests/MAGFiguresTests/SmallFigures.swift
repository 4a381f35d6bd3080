import Foundation

@testable import MAGFigures

/// One figure of every kind, with as few numbers as show all its parts.
enum SmallFigures {
  static var all: [(name: String, width: Double, figure: any PaperFigure)] {
    var all: [(name: String, width: Double, figure: any PaperFigure)] = [
      ("figure-1", 234, figure1), ("figure-2", 234, figure2), ("figure-3", 234, figure3),
      ("figure-4", 234, figure4), ("decomposition", 234, decomposition), ("atlas", 234, atlas),
      ("tilt", 300, tilt), ("film", 234, film), ("slice", 234, slice),
    ]
    for chart in charts { all.append(("chart-\(chart.name)", 200, chart)) }
    return all
  }

  static let figure1 = Figure1(
    models: [
      .init(name: "baseline", cosines: [0.6, 0.65, 0.7], undefinedCount: 1),
      .init(name: "manifold", cosines: [0.9, 0.95, 0.95], undefinedCount: 0),
    ], control: Figure1.Control(), notice: "a sample")

  static func endPoint(_ label: Int) -> Figure2.EndPoint {
    Figure2.EndPoint(index: label, label: label, width: 2, height: 2, pixels: [0, 0.2, 0.5, 1])
  }

  static let figure2 = Figure2(
    pairs: [.init(from: endPoint(3), to: endPoint(8))],
    models: [
      .init(
        name: "baseline",
        walks: [
          .init(
            startClass: 3,
            crossings: [.init(t: 0.5, fromClass: 3, toClass: 8, angleDegrees: 30)], kinks: [0.2])
        ])
    ])

  static let figure3 = Figure3(models: [
    .init(
      name: "baseline",
      curves: [
        .init(
          attack: "FGSM",
          values: [
            .init(epsilon: 0, accuracy: 0.9, lower: 0.8, upper: 1),
            .init(epsilon: 0.1, accuracy: 0.4, lower: 0.3, upper: 0.5),
          ])
      ])
  ])

  static func shot(_ predicted: Int, _ share: Double) -> Figure4.Shot {
    Figure4.Shot(
      pixels: [0, 0.2, 0.5, 1], predictedClass: predicted, fromProbability: 1 - share,
      toProbability: share)
  }

  static let figure4 = Figure4(
    fromClass: 2, toClass: 3, epsilon: 0.1, width: 2, height: 2, showsPerturbation: true,
    rows: [
      .init(
        model: "manifold", index: 1, original: shot(2, 0.1), midpoint: shot(2, 0.4),
        attacked: shot(3, 0.9), onManifoldShare: 0.4)
    ])

  static func degrees(sine: Double) -> Double { asin(sine) * 180 / .pi }

  static let decomposition = DecompositionFigure(
    paths: "2 lines",
    models: [
      .init(
        name: "baseline",
        crossings: [
          .init(angleDegrees: degrees(sine: 0.7 * 0.5), alignment: 0.7, inManifoldCosine: 0.5),
          .init(angleDegrees: degrees(sine: 0.8 * 0.6), alignment: 0.8, inManifoldCosine: 0.6),
        ])
    ])

  static let atlas = AtlasFigure(
    binWidth: 30, matrixFamily: "other-class",
    models: [
      .init(
        name: "baseline",
        samples: [
          .init(
            family: "other-class", lines: 4, count: 3, ecdf: [10, 40, 50], histogram: [1, 2, 0],
            median: 40, medianInterval: [20, 45],
            kinks: Quantiles(p5: 1, p25: 2, p50: 3, p75: 4, p95: 5))
        ], classMedians: [[nil, 40], [30, nil]])
    ])

  static let tilt = TiltFigure(models: [
    .init(
      name: "baseline", indices: [0, 1, 2], labels: [0, 1, 2], predictedClasses: [0, 1, 2],
      gradient: .init(values: [0.5, 1, 2]), inManifold: .init(values: [1, 2, 3]),
      offManifold: .init(values: [1, 4, nil], unreached: [2]),
      ratio: .init(values: [1, 2, nil], unreached: [2]))
  ])

  static let film = FilmFigure(
    index: 7, label: 2, target: 3, epsilon: 0.1, norm: "linf", width: 2, height: 2,
    models: [
      .init(
        name: "baseline", isSampled: false,
        frames: [
          .init(position: 0, pixels: [0, 0.2, 0.5, 1], predictedClass: 2, probability: 0.9),
          .init(position: 2, pixels: [0.1, 0.2, 0.5, 1], predictedClass: 3, probability: 0.8),
        ], startClass: 2,
        changes: [.init(position: 1.5, fromClass: 2, toClass: 3, anglesDegrees: [41])],
        margins: [
          .init(position: 0, label: 2, target: -2), .init(position: 1, label: 1, target: -1),
          .init(position: 2, label: -1, target: 1),
        ],
        shares: [
          .init(position: 0, whole: nil, step: nil), .init(position: 1, whole: 0.4, step: 0.3),
          .init(position: 2, whole: 0.5, step: nil),
        ])
    ])

  static let slice = SliceFigure(
    panels: [
      .init(
        model: "baseline", isExact: true, isComplete: true, spacing: 0.5, xTitle: "along",
        yTitle: "across", gradientDegrees: nil,
        places: [.init(index: 3, label: 7, predictedClass: 0, x: -1, y: 0)],
        regions: [.init(label: 0, share: 0.5), .init(label: 1, share: 0.5)],
        raster: ClassRaster(
          minX: -2, maxX: 2, minY: -1, maxY: 1, columns: 4, rows: 2,
          lines: [[0, 2, 1, 4], [0, 2, 1, 4], [0, 2, 1, 4], [0, 2, 1, 4]]),
        arcs: [.init(leftClass: 0, rightClass: 1, x: [0, 0], y: [-1, 1])])
    ], shots: [.init(index: 3, label: 7, width: 2, height: 1, pixels: [0, 1])])
}
