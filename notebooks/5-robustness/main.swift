//: # 5. Robustness
//:
//: How much accuracy is left when each pixel may change by up to ε? Geyer and others (*On The
//: Relationship Between Data Manifolds and Adversarial Examples*, TAG-ML workshop 2023) compare
//: four models under two attacks: FGSM, one step of size ε along the sign of the gradient, and PGD,
//: many small steps that stay within ε. This notebook draws their curves, adds the control, and
//: checks the attacks themselves: an attack that fails for technical reasons looks like a robust
//: model.

import MAG
import Notebook

notebook { page in
  var settings = page.isQuick ? PaperSettings.quick : PaperSettings()
  settings.comparisonAlphas = []
  let paper = try PaperData(page.isQuick ? .sample : .full, settings: settings)
  let models = try PaperModels(
    paper, settings: settings, folder: PaperModels.standardFolder(paper, settings))
  let all = models.objectives + [models.control]
  let test = try MeasurementSet(
    paper.data.test.subset(0..<(page.isQuick ? 500 : 1000)), manifold: paper.manifold,
    inputs: .projected)
  try page.cite(paper, settings)
  page.cite(all)

  //: ## Curves
  //:
  //: ε is in pixel units, images being in [0, 1] before projection. Projected images leave that
  //: range, so no box is imposed: clipping would change them at ε = 0 already. An image that is
  //: wrong when clean counts as broken; PGD counts an image as broken from the first iterate and
  //: radius at which it is.

  var attacks = RobustnessSettings()
  attacks.epsilons = settings.epsilons
  attacks.steps = settings.steps
  attacks.listBroken = true
  var curves: [[RobustnessCurve]] = []
  for model in all {
    curves.append(try Measure.robustness(model.network, on: test, settings: attacks, box: .none))
  }
  let figure = Figure3(
    models: zip(models.objectives, curves).map { Figure3.Model(name: $0.name, curves: $1) },
    control: Figure3.Model(name: models.control.name, curves: curves[4]), notice: paper.notice)
  try page.show(figure, named: "curves")
  let shown = attacks.epsilons.filter { [0, 0.05, 0.1, 0.2].contains($0) }
  for kind in 0..<2 {
    try page.table(
      "Accuracy on \(test.count) test images under \(kind == 0 ? "FGSM" : "PGD-\(attacks.steps)")",
      ["model"] + shown.map { $0 == 0 ? "clean" : "ε = \($0)" },
      zip(all, curves).map { model, curves in
        [model.name]
          + curves[kind].points.filter { shown.contains($0.epsilon) }.map { percent($0.accuracy) }
      })
  }

  //: ## Can the attacks be trusted?
  //:
  //: Six things must hold if gradients are not masked and the bookkeeping is right. More steps must
  //: not make PGD weaker; noise of the same size but no direction must do much less than an attack.

  let subset = try AttackedImages(
    test.images.rows(0..<200), labels: Array(test.set.labels.prefix(200)))
  let stepCounts = page.isQuick ? [1, 5, 20] : [1, 10, 100]
  func accuracies(_ network: Network<Float>) throws -> [Double] {
    try stepCounts.map { steps in
      try PGD(threat: ThreatModel(norm: .linf, epsilon: 0.1), steps: steps, seed: settings.seed)
        .curve(of: network, on: subset, epsilons: [0.1], count: .last).points[0].accuracy
    }
  }
  func underNoise(_ network: Network<Float>) -> Double {
    var generator = SeededGenerator(seed: settings.seed, stream: 0x4015E)
    var noisy = test.images
    noisy.withView { view in
      for row in 0..<view.rows {
        let pixels = view.row(row)
        for column in pixels.indices { pixels[column] += generator.uniform() < 0.5 ? -0.1 : 0.1 }
      }
    }
    let right = zip(network.predictions(noisy), test.set.labels).count { $0 == $1 }
    return Double(right) / Double(test.count)
  }
  let bySteps = try all.map { try accuracies($0.network) }
  let noise = all.map { underNoise($0.network) }
  try page.table(
    "At ε = 0.1: steps of PGD (200 images), and signs at random (\(test.count) images)",
    ["model"] + stepCounts.map { "\($0) step\($0 == 1 ? "" : "s")" } + ["random signs"],
    zip(all, zip(bySteps, noise)).map { model, found in
      [model.name] + found.0.map { percent($0) } + [percent(found.1)]
    })

  func holds(_ test: ([RobustnessCurve]) -> Bool) -> Int { curves.count(where: test) }
  let clean = all.map { model in
    zip(model.network.predictions(test.images), test.set.labels).count { $0 == $1 }
  }
  let tenth = attacks.epsilons.firstIndex(of: 0.1) ?? 0
  let tolerance = 0.01
  let checks = [
    (
      "accuracy at ε = 0 is the clean accuracy",
      zip(curves, clean).count { curves, right in
        curves.allSatisfy { $0.points[0].correct == right }
      }
    ),
    (
      "accuracy never rises with ε under PGD",
      holds { zip($0[1].points, $0[1].points.dropFirst()).allSatisfy { $0.correct >= $1.correct } }
    ),
    (
      "PGD leaves no more than FGSM at any ε",
      holds { zip($0[0].points, $0[1].points).allSatisfy { $0.correct >= $1.correct } }
    ),
    (
      "the largest ε leaves less than guessing would",
      holds { ($0[1].points.last?.accuracy ?? 1) < 0.1 }
    ),
    (
      "more steps leave no more (to \(percent(tolerance, 0)))",
      bySteps.count { zip($0, $0.dropFirst()).allSatisfy { $0 + tolerance >= $1 } }
    ),
    (
      "random signs break fewer images than FGSM",
      zip(curves, noise).count { $0[0].points[tenth].accuracy < $1 }
    ),
  ]
  try page.table(
    "Self-checks", ["what must hold", "models of \(all.count)", "verdict"],
    checks.map { [$0.0, "\($0.1)", $0.1 == all.count ? "holds" : "**does not hold**"] })
  let failed = checks.filter { $0.1 < all.count }.map(\.0)
  page.say(
    failed.isEmpty
      ? "All \(checks.count) checks hold for all \(all.count) models: nothing points to masked "
        + "gradients."
      : "Not for all models: \(listed(failed)). Read the curves with that in mind.")

  //: ## Which model is more robust?
  //:
  //: The same images were attacked for every model, so accuracies are compared image by image: the
  //: mean over all ε above 0, and its 95 % interval from resampling the images.

  func scores(_ curve: RobustnessCurve, clean: [Bool]) -> [Double] {
    var sums = [Double](repeating: 0, count: clean.count)
    let points = curve.points.filter { $0.epsilon > 0 }
    for point in points {
      let broken = Set(point.broken ?? [])
      for image in clean.indices where clean[image] && !broken.contains(image) { sums[image] += 1 }
    }
    return sums.map { $0 / Double(points.count) }
  }
  let survived = zip(all, curves).map { model, curves in
    let right = zip(model.network.predictions(test.images), test.set.labels).map { $0 == $1 }
    return scores(curves[1], clean: right)
  }
  func comparison(_ a: Int, _ b: Int) -> (name: String, estimate: Estimate?) {
    (
      "\(all[a].name) − \(all[b].name)",
      Bootstrap.mean(of: zip(survived[a], survived[b]).map { $0 - $1 }, seed: settings.seed)
    )
  }
  let comparisons = [(1, 0), (2, 1), (3, 2), (4, 0), (4, 1)].map { comparison($0.0, $0.1) }
  func verdict(_ estimate: Estimate?) -> String {
    guard let estimate else { return "undefined" }
    return estimate.lower > 0 ? "above" : estimate.upper < 0 ? "below" : "undecided"
  }
  try page.table(
    "Accuracy under PGD-\(attacks.steps), averaged over ε, differences in points",
    ["models", "difference", "95 % interval", "the first is"],
    comparisons.map { name, estimate in
      [
        name, fixed(estimate.map { 100 * $0.mean }, 1),
        [estimate?.lower, estimate?.upper].map { fixed($0.map { 100 * $0 }, 1) }
          .joined(separator: " to "),
        verdict(estimate),
      ]
    })
  page.say(
    """
    Training for alignment leaves the model \(verdict(comparisons[0].estimate)) the baseline, and \
    adversarial training leaves it \(verdict(comparisons[1].estimate)) that. The control, the \
    baseline with the off-manifold part of its first layer deleted and not trained any further, is \
    \(verdict(comparisons[3].estimate)) the baseline and \(verdict(comparisons[4].estimate)) the \
    model trained for alignment.
    """)

  //: ## Where do the attacks point?
  //:
  //: The share of a perturbation's energy that lies in the manifold, ‖Pδ‖² / ‖δ‖². The manifold has
  //: 28 of 784 dimensions: a random direction has 28/784 of its energy there.

  let fgsm = FGSM(threat: ThreatModel(norm: .linf, epsilon: 0.1))
  let pgd = PGD(
    threat: ThreatModel(norm: .linf, epsilon: 0.1), steps: settings.steps, seed: settings.seed)
  func meanShare(_ attacked: Matrix<Float>) throws -> Double? {
    let shares = try Perturbation.measure(
      clean: subset.images, attacked: attacked, basis: paper.manifold.basis)
    return AlignmentSummary(shares.map(\.onManifoldShare)).mean
  }
  var energies: [(fgsm: Double?, pgd: Double?)] = []
  for model in all {
    energies.append(
      (
        try meanShare(fgsm.adversarials(of: model.network, on: subset, epsilons: [0.1])[0]),
        try meanShare(pgd.adversarials(of: model.network, on: subset))
      ))
  }
  try page.table(
    "On-manifold share of the perturbation's energy at ε = 0.1, mean of 200 images",
    ["model", "FGSM", "PGD-\(settings.steps)"],
    zip(all, energies).map { [$0.name, percent($1.fgsm), percent($1.pgd)] })
  let chance = Double(paper.manifold.rank) / Double(paper.manifold.inputDimension)
  page.say(
    """
    By chance it would be \(percent(chance)). Signs of a gradient spread it over all pixels: even \
    the control, whose gradients lie wholly in the manifold, is attacked by FGSM with only \
    \(percent(energies[4].fgsm)) of the energy there.
    """)
}
