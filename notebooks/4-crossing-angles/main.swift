//: # 4. Crossing angles and their two factors
//:
//: Walk straight from one image to another and watch the predicted class. Where it changes, a
//: decision boundary is crossed, at some angle: 90° is head-on, 0° grazing. Geyer and others (*On
//: The Relationship Between Data Manifolds and Adversarial Examples*, TAG-ML workshop 2023) draw
//: such angles and find aligned networks to be crossed more uprightly. This notebook measures the
//: angles exactly, and takes them apart into the two factors they are made of.

import Foundation
import MAG
import Notebook

notebook { page in
  //: ## Exact paths
  //:
  //: A ReLU network is piecewise affine, so along a segment its logits are piecewise linear
  //: functions of t. The walk goes from kink to kink (as Sotoudeh and Thakur, 2019, do for general
  //: networks) and finds where the largest logit changes in closed form: no crossing is missed
  //: between samples, and on each piece the normal of the boundary, n = ∇(f_from − f_to), is one
  //: constant vector.

  var settings = page.isQuick ? PaperSettings.quick : PaperSettings()
  settings.comparisonAlphas = []
  let paper = try PaperData(page.isQuick ? .sample : .full, settings: settings)
  let models = try PaperModels(
    paper, settings: settings, folder: PaperModels.standardFolder(paper, settings))
  let all = models.objectives + [models.control]
  let test = try MeasurementSet(paper.data.test, manifold: paper.manifold, inputs: .projected)
  try page.cite(paper, settings)
  page.cite(all)

  let pairs = Pair.random(settings.pairCount, labels: test.set.labels, seed: settings.seed)
  var walks: [[PairResult]] = []
  for model in all { walks.append(try Measure.crossings(model.network, on: test, pairs: pairs)) }
  try page.table(
    "Paths between \(pairs.count) pairs of test images of different classes",
    ["model", "pieces a path", "crossings", "crossings a path"],
    zip(all, walks).map { model, walks in
      let pieces = walks.compactMap(\.pieces).reduce(0, +)
      let crossings = walks.reduce(0) { $0 + $1.crossings.count }
      return [
        model.name, fixed(Double(pieces) / Double(walks.count), 0), "\(crossings)",
        fixed(Double(crossings) / Double(walks.count), 2),
      ]
    })

  //: Four of the paths, as the paper draws them. The class is a step function of t; at each step
  //: the black segment is the boundary, tilted against the path by the angle of the crossing.

  let drawn = Array(pairs.prefix(settings.drawnPairCount))
  let segments = try Segments(drawn, of: test)
  let figure2 = Figure2(
    classCount: test.set.classCount,
    pairs: segments.pictures(drawn.count, height: test.set.height, width: test.set.width),
    models: try models.objectives.map {
      Figure2.Model(
        name: $0.name, try Measure.crossings($0.network, on: test, pairs: drawn, kinks: true))
    }, notice: paper.notice)
  try page.show(figure2, named: "paths")

  //: The angles of all crossings, as the share of crossings that are no steeper.

  let crossings = walks.map { $0.flatMap(\.crossings) }
  var angles = ChartFigure(
    name: "Angles",
    caption: "Share of crossings whose angle is at most θ, over \(pairs.count) paths between test "
      + "images of different classes.",
    .plot(
      ChartPanel.Plot(
        x: ChartAxis("crossing angle θ (°)", limits: [0, nil]),
        y: ChartAxis("share of crossings", limits: 0...1),
        series: zip(all, crossings).map { .ecdf($0.name, values: $1.map(\.angleDegrees)) })))
  angles.notice = paper.notice
  try page.show(angles, named: "angles", width: .inches(5))

  //: ## Two factors
  //:
  //: Both ends of a path are projected images, so its direction d lies in the span of W, and the
  //: off-manifold part of n cannot contribute to n·d. Writing P for the projection on the span,
  //:
  //: sin θ = |n·d| / (‖n‖ ‖d‖) = (‖P n‖ / ‖n‖) · (|P n·d| / (‖P n‖ ‖d‖)).
  //:
  //: The first factor, c(n), is the on-manifold cosine of the boundary's normal: how much of it
  //: lies in the manifold at all. The second is a cosine *within* the manifold: how directly the
  //: path runs at the boundary as the data see it. No path between two data points can be steeper
  //: than arcsin c(n). The walk computes θ and the two factors separately, so the identity can be
  //: checked.

  var worst = 0.0
  var checked = 0
  var above = 0
  for crossing in crossings.joined() {
    guard let degrees = crossing.angleDegrees, let c = crossing.alignment,
      let inside = crossing.inManifoldCosine
    else { continue }
    checked += 1
    worst = max(worst, abs(sin(degrees * .pi / 180) - c * inside))
    if degrees > asin(min(c, 1)) * 180 / .pi + 1e-6 { above += 1 }
  }
  page.say(
    """
    Of \(checked) crossings the largest difference between sin θ and the product of its factors is \
    \(significant(worst)); \(above) crossings are steeper than arcsin c(n).
    """)

  let summaries = crossings.map { found in
    (
      angle: AlignmentSummary(found.map(\.angleDegrees)),
      alignment: AlignmentSummary(found.map(\.alignment)),
      inside: AlignmentSummary(found.map(\.inManifoldCosine))
    )
  }
  try page.table(
    "All crossings: the angle and its factors, medians",
    ["model", "θ", "5 % to 95 %", "c(n)", "in-manifold cosine"],
    zip(all, summaries).map { model, summary in
      [
        model.name, fixed(summary.angle.median, 1) + "°",
        "\(fixed(summary.angle.quantiles.first, 1))° to \(fixed(summary.angle.quantiles.last, 1))°",
        fixed(summary.alignment.median, 3), fixed(summary.inside.median, 3),
      ]
    })

  let parts = DecompositionFigure(
    paths: "straight paths between projected test images of different classes",
    models: zip(all, walks).map { DecompositionFigure.Model(name: $0.name, $1) },
    notice: paper.notice)
  try page.show(parts, named: "factors")

  //: ## Which factor makes the difference?
  //:
  //: Logarithms turn the product into a sum: the mean of ln sin θ is the mean of ln c(n) plus the
  //: mean of the other factor's. The difference between two models therefore splits exactly.

  func meanLogs(_ crossings: [Crossing]) -> (sine: Double, alignment: Double, inside: Double) {
    var sums = (sine: 0.0, alignment: 0.0, inside: 0.0)
    var count = 0.0
    for crossing in crossings {
      guard let c = crossing.alignment, let inside = crossing.inManifoldCosine, c > 0, inside > 0
      else { continue }
      sums.alignment += log(c)
      sums.inside += log(inside)
      count += 1
    }
    sums.alignment /= max(count, 1)
    sums.inside /= max(count, 1)
    return (sums.alignment + sums.inside, sums.alignment, sums.inside)
  }
  let logs = crossings.map(meanLogs)
  try page.table(
    "By which factor sin θ exceeds the baseline's (geometric means)",
    ["model", "in all", "by c(n)", "by the in-manifold cosine", "share of c(n)"],
    zip(all, logs).dropFirst().map { model, log in
      let whole = log.sine - logs[0].sine
      let aligned = log.alignment - logs[0].alignment
      return [
        model.name, "× " + fixed(exp(whole), 2), "× " + fixed(exp(aligned), 2),
        "× " + fixed(exp(log.inside - logs[0].inside), 2), percent(aligned / whole, 0),
      ]
    })
  let shares = logs.dropFirst().map {
    ($0.alignment - logs[0].alignment) / ($0.sine - logs[0].sine)
  }
  let mostly = zip(all.dropFirst(), shares).filter { $0.1 > 0.5 }.map(\.0.name)
  page.say(
    """
    More than half of what sets it apart from the baseline is c(n) for \(listed(mostly)). For the \
    control it must be all of it, its boundaries on the manifold being the baseline's: the share \
    is \(percent(shares.last, 0)), and its median angle \(fixed(summaries.last?.angle.median, 1))° \
    beside the baseline's \(fixed(summaries.first?.angle.median, 1))° and the \
    \(fixed(summaries[1].angle.median, 1))° of the model trained for alignment.
    """)

  //: ## Are the differences real?
  //:
  //: The same pairs were walked for every model, so first crossings can be compared pair by pair;
  //: intervals come from resampling the pairs (percentile bootstrap, 95 %).

  let first = walks.map { $0.map { $0.crossings.first?.angleDegrees } }
  func difference(_ a: Int, _ b: Int) -> Estimate? {
    Bootstrap.mean(
      of: zip(first[a], first[b]).compactMap { a, b in a.flatMap { a in b.map { a - $0 } } },
      seed: settings.seed)
  }
  let differences = (1..<all.count).map { (all[$0].name, difference($0, 0)) }
  try page.table(
    "First crossing, difference from the baseline's angle on the same path",
    ["model", "mean difference", "95 % interval", "paths"],
    differences.map { name, estimate in
      [
        name, fixed(estimate?.mean, 1) + "°",
        "\(fixed(estimate?.lower, 1))° to \(fixed(estimate?.upper, 1))°",
        "\(estimate?.count ?? 0)",
      ]
    })
  let larger = differences.filter { ($0.1?.lower ?? 0) > 0 }.map(\.0)
  let againstControl = difference(1, 4)
  page.say(
    """
    Crossed at clearly larger angles than the baseline: \(listed(larger)). Between the model \
    trained for alignment and the control, the difference is \(fixed(againstControl?.mean, 1))° \
    (\(fixed(againstControl?.lower, 1))° to \(fixed(againstControl?.upper, 1))°).
    """)
}
