//: # 2. Why the baseline's gradients leave the manifold
//:
//: Geyer, Bell, Glickenstein, Fernandez and Moore (*On The Relationship Between Data Manifolds and
//: Adversarial Examples*, TAG-ML workshop 2023) find that the input gradients of an ordinarily
//: trained network point largely off the data manifold, and those of networks trained for alignment
//: or for robustness much less. This notebook asks where the off-manifold part comes from, and what
//: becomes of a network without it.

import MAG
import Notebook

notebook { page in
  //: ## An argument
  //:
  //: Every projected image lies in the span of the manifold's basis W, so that x = x WᵀW. The first
  //: layer sees it through z = W₁ x, and the gradient of any loss in its weights is an outer
  //: product δ xᵀ, whose rows are multiples of the image: they lie in the span as well. The part of
  //: the first layer that looks across the manifold, W₁(I − WᵀW), gets **no gradient at all** from
  //: such data. Gradient descent leaves it exactly where initialisation put it. Only what does not
  //: come from these data can move it:
  //:
  //: - weight decay, which shrinks it;
  //: - Adam, which divides each element of the gradient by its own running scale, and so turns a
  //:   step out of the span;
  //: - attacks during training, which show the network inputs off the manifold.
  //:
  //: The input gradient is W₁ᵀδ. So whatever part of it is off the manifold is owed to the random
  //: start and to the optimiser, and not to the data.

  var settings = page.isQuick ? PaperSettings.quick : PaperSettings()
  settings.comparisonAlphas = []
  let paper = try PaperData(page.isQuick ? .sample : .full, settings: settings)
  let manifold = paper.manifold
  let test = try MeasurementSet(paper.data.test, manifold: manifold, inputs: .projected)
  try page.cite(paper, settings)
  page.print(
    "\(paper.data.train.count) training and \(test.count) test images, rank \(manifold.rank)")

  //: ## The argument, tried
  //:
  //: Five narrow networks begin from the same random weights and see every training image once.
  //: What distinguishes them is the rule of the step, and whether the images are attacked. The
  //: table gives how far the first layer moved, along the manifold and across it.

  let set = try TrainingSet(paper.data.train, manifold: manifold, inputs: .projected)
  var plain = TrainingConfiguration(.baseline)
  plain.sizes = [784, 256, 256, 10]
  plain.epochs = 1
  plain.optimizer = .sgd
  plain.learningRate = 0.05
  var decayed = plain
  decayed.weightDecay = 1e-3
  var adam = plain
  adam.optimizer = .adam
  adam.learningRate = 1e-3
  var adamDecayed = adam
  adamDecayed.weightDecay = 1e-4
  var attacked = adam
  attacked.objective = .robust
  let runs = [
    ("SGD", plain), ("SGD, weight decay", decayed), ("Adam", adam),
    ("Adam, weight decay", adamDecayed), ("Adam, attacked images", attacked),
  ]

  var moved: [FirstLayerNorms] = []
  var cosines: [Double?] = []
  var rows: [[String]] = []
  for (name, configuration) in runs {
    let trainer = try Trainer(configuration, on: set)
    let start = try trainer.start()
    let end = try trainer.run(from: start).network
    var step = end
    step.parameters = zip(end.parameters, start.network.parameters).map { $0 - $1 }
    let stepNorms = try ProjectedControl.firstLayerNorms(of: step, basis: manifold.basis)
    let norms = try ProjectedControl.firstLayerNorms(of: end, basis: manifold.basis)
    let cosine = try Measure.alignment(end, on: test).cosine
    moved.append(stepNorms)
    cosines.append(cosine.mean)
    rows.append([
      name, fixed(stepNorms.onManifold, 2), significant(stepNorms.offManifold),
      fixed(norms.offManifold, 2), fixed(cosine.mean, 3),
    ])
  }
  let header = ["step", "moved along", "moved across", "‖W₁(I − WᵀW)‖ after", "mean cosine"]
  try page.table("One epoch from the same start", header, rows)

  let ratios = moved.map { $0.offManifold / $0.onManifold }
  let optimiser =
    ratios[2] > 0.1
    ? "the optimiser itself writes what no image asked for" : "the optimiser hardly matters"
  page.say(
    """
    With plain SGD the first layer moves \(fixed(moved[0].onManifold, 2)) along the manifold and \
    \(significant(moved[0].offManifold)) across it, a ratio of \(significant(ratios[0])): \
    \(ratios[0] < 1e-4 ? "rounding, as the argument says" : "more than rounding explains"). Adam's \
    steps on such gradients go \(percent(ratios[2], 0)) as far across the manifold as along it: \
    \(optimiser). \
    The mean cosine is \(fixed(cosines[0], 3)) with SGD and \(fixed(cosines[2], 3)) with Adam; \
    with attacked images, whose gradients have an off-manifold part to answer for, Adam reaches \
    \(fixed(cosines[4], 3)).
    """)

  //: ## The four models
  //:
  //: The same norms of the models of the paper: ordinary training, the alignment penalty,
  //: adversarial training, and both. Their common start is drawn again from their seed, and the
  //: third column is how far each went from it across the manifold.

  let models = try PaperModels(
    paper, settings: settings, folder: PaperModels.standardFolder(paper, settings))
  page.cite(models.objectives + [models.control])
  let start = try Trainer(settings.training(.baseline, alpha: settings.alpha), on: set).start()
  let atStart = try ProjectedControl.firstLayerNorms(of: start.network, basis: manifold.basis)
  let startCosine = try Measure.alignment(start.network, on: test).cosine
  var alignments: [(model: PaperModel, alignment: Alignment)] = []
  var states = [
    [
      "at the start", fixed(atStart.onManifold, 1), fixed(atStart.offManifold, 1), "0.0",
      fixed(startCosine.mean, 3), fixed(startCosine.quantiles.first, 3),
    ]
  ]
  for model in models.objectives + [models.control] {
    var step = model.network
    step.parameters = zip(step.parameters, start.network.parameters).map { $0 - $1 }
    let moved = try ProjectedControl.firstLayerNorms(of: step, basis: manifold.basis)
    let norms = try ProjectedControl.firstLayerNorms(of: model.network, basis: manifold.basis)
    let alignment = try Measure.alignment(model.network, on: test)
    alignments.append((model, alignment))
    states.append([
      model.name, fixed(norms.onManifold, 1), fixed(norms.offManifold, 1),
      fixed(moved.offManifold, 1), fixed(alignment.cosine.mean, 3),
      fixed(alignment.cosine.quantiles.first, 3),
    ])
  }
  try page.table(
    "The first layer along and across the manifold",
    [
      "model", "‖W₁WᵀW‖", "‖W₁(I − WᵀW)‖", "moved across", "mean cosine", "its 5 % quantile",
    ], states)

  let figure = Figure1(
    models: alignments.dropLast().map {
      Figure1.Model(name: $0.model.name, alignment: $0.alignment)
    },
    control: alignments.last?.alignment.cosine.mean.map {
      Figure1.Control(name: PaperModels.controlName, cosine: $0)
    }, notice: paper.notice)
  try page.show(figure, named: "cosines")

  //: ## Without the remainder
  //:
  //: If the data have no part in the remainder, it can be deleted: W₁ ← W₁WᵀW *after* training.
  //: Images in the span cannot tell, W₁x being what it was, and neither can the straight paths
  //: between two of them. Only the gradient notices, and lies in the manifold from then on.

  let baseline = models.objectives[0].network
  let control = models.control.network
  let (before, after) = (baseline.logits(test.images), control.logits(test.images))
  let largest = zip(before.storage, after.storage).map { abs($0 - $1) }.max() ?? 0
  let scale = before.storage.map { abs($0) }.max() ?? 0
  let changed = zip(baseline.predictions(test.images), control.predictions(test.images))
    .count { $0 != $1 }

  let pairs = Pair.random(page.isQuick ? 40 : 200, labels: test.set.labels, seed: settings.seed)
  let paths = try [baseline, control].map {
    try Measure.crossings($0, on: test, pairs: pairs).flatMap(\.crossings)
  }
  let isSameSequence = paths[0].map(\.toClass) == paths[1].map(\.toClass)
  let shift = zip(paths[0], paths[1]).map { abs($0.t - $1.t) }.max() ?? 0
  let angles = paths.map { AlignmentSummary($0.map(\.angleDegrees)) }
  let controlCosine = alignments[4].alignment.cosine

  page.say(
    """
    Deleting the remainder changes \(changed) of \(test.count) predictions; the largest change of \
    a logit is \(significant(Double(largest))) where logits reach \(fixed(Double(scale), 1)). On \
    \(pairs.count) segments between test images the classes are crossed \
    \(isSameSequence ? "in the same order" : "in another order"), \(paths[0].count) times, and no \
    crossing moves by more than \(significant(shift)) of its segment. The mean cosine goes from \
    \(fixed(alignments[0].alignment.cosine.mean, 3)) to \(fixed(controlCosine.mean, 6)), and the \
    mean angle at which boundaries are crossed from \(fixed(angles[0].mean, 1))° to \
    \(fixed(angles[1].mean, 1))°.
    """)

  //: The boundaries are where they were on the manifold, and stand more upright on it. That alone
  //: changes what an attack can do, because an attack may leave the manifold.

  let subjects = try AttackedImages(
    test.images.rows(0..<500), labels: Array(test.set.labels.prefix(500)))
  let pgd = PGD(threat: ThreatModel(norm: .linf, epsilon: 0), steps: 20, seed: settings.seed)
  let compared = [models.objectives[0], models.objectives[1], models.control]
  let curves = try compared.map {
    try pgd.curve(
      of: $0.network, on: subjects, epsilons: [0, 0.05, 0.1, 0.2], count: .any
    ).withoutBrokenIndices()
  }
  try page.table(
    "Accuracy under PGD-20, 500 test images", ["model", "clean", "ε = 0.05", "ε = 0.1", "ε = 0.2"],
    zip(compared, curves).map { model, curve in
      [model.name] + curve.points.map { percent($0.accuracy) }
    })

  func apart(_ a: RobustnessPoint, _ b: RobustnessPoint) -> String {
    if a.interval[0] > b.interval[1] { return "above" }
    return a.interval[1] < b.interval[0] ? "below" : "not clearly apart from"
  }
  let tenth = curves.map { $0.points[2] }
  page.say(
    """
    At ε = 0.1 the control keeps \(percent(tenth[2].accuracy)) of the images, \
    \(apart(tenth[2], tenth[0])) the baseline's \(percent(tenth[0].accuracy)) and \
    \(apart(tenth[2], tenth[1])) the \(percent(tenth[1].accuracy)) of the model that was trained \
    for alignment (by their 95 % intervals).
    """)

  //: ## What follows
  //:
  //: On data that fill a subspace, a low cosine says little about what a network learnt from them:
  //: it measures what start and optimiser left in directions that no image has. A comparison of
  //: aligned and ordinary networks should therefore always have this control beside it; the other
  //: notebooks do.
}
