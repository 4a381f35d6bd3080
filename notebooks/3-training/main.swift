//: # 3. Training the four models
//:
//: Four objectives, one architecture. With L the cross-entropy, g its gradient in the input and r =
//: ‖g‖/‖P g‖ ≥ 1 the ratio that is 1 for a gradient in the manifold, Geyer and others (*On The
//: Relationship Between Data Manifolds and Adversarial Examples*, TAG-ML workshop 2023) train
//:
//: - **baseline**: the mean of L;
//: - **manifold**: the mean of L + α r;
//: - **robust**: the mean of L at images attacked by PGD (ε = 0.1);
//: - **manifold-robust**: both.
//:
//: This notebook watches narrow versions of them learn, epoch by epoch, and then looks at the
//: models of the reference run.

import MAG
import Notebook

notebook { page in
  var settings = page.isQuick ? PaperSettings.quick : PaperSettings()
  settings.comparisonAlphas = []
  let paper = try PaperData(page.isQuick ? .sample : .full, settings: settings)
  let test = try MeasurementSet(
    paper.data.test.subset(0..<2000), manifold: paper.manifold, inputs: .projected)
  try page.cite(paper, settings)

  //: ## Watching them learn
  //:
  //: Networks 784-256-256-10, from one random start, with Adam at 10⁻³ and batches of 128. After
  //: every epoch the state is measured on 2000 test images: accuracy, and the mean on-manifold
  //: cosine of the input gradients. Testing here chooses nothing.

  struct Moment {
    var epoch: Int
    var loss: Double?
    var accuracy: Double
    var cosine: Double?
  }

  func measured(_ state: TrainingState) throws -> Moment {
    let right = zip(state.network.predictions(test.images), test.set.labels).count { $0 == $1 }
    return Moment(
      epoch: state.epoch, loss: state.history.last?.loss,
      accuracy: Double(right) / Double(test.count),
      cosine: try Measure.alignment(state.network, on: test).cosine.mean)
  }

  let objectives: [Objective] = [.baseline, .manifold, .robust, .manifoldRobust]
  let set = try TrainingSet(paper.data.train, manifold: paper.manifold, inputs: .projected)
  var courses: [[Moment]] = []
  for objective in objectives {
    var configuration = settings.training(objective, alpha: settings.alpha)
    configuration.sizes = [784, 256, 256, 10]
    let trainer = try Trainer(configuration, on: set)
    let start = try trainer.start()
    var course = [try measured(start)]
    _ = try trainer.run(from: start, epochDone: { course.append(try measured($0)) })
    courses.append(course)
  }

  func panel(_ axis: ChartAxis, _ value: (Moment) -> Double?) -> ChartPanel {
    .plot(
      ChartPanel.Plot(
        x: ChartAxis("epochs"), y: axis,
        series: zip(objectives, courses).map { objective, course in
          let points = course.filter { value($0) != nil }
          return .line(
            objective.rawValue, x: points.map { Double($0.epoch) }, y: points.map(value))
        }))
  }
  let figure = ChartFigure(
    name: "Training",
    caption:
      "Loss at the training inputs (attacked ones for the two robust objectives), accuracy on "
      + "clean test images, and mean on-manifold cosine of input gradients after each epoch.",
    notice: paper.notice, naming: .legend,
    rows: [
      ChartFigure.Row([
        panel(ChartAxis("training loss")) { $0.loss },
        panel(ChartAxis("clean accuracy")) { $0.accuracy },
        panel(ChartAxis("mean cosine")) { $0.cosine },
      ])
    ])
  try page.show(figure, named: "courses")

  try page.table(
    "Mean on-manifold cosine after each epoch",
    ["model"] + (0...(courses.map(\.count).max() ?? 1) - 1).map { $0 == 0 ? "start" : "\($0)" },
    zip(objectives, courses).map { objective, course in
      let longest = courses.map(\.count).max() ?? 0
      let values = course.map { fixed($0.cosine, 3) }
      return [objective.rawValue] + values
        + [String](repeating: "", count: longest - course.count)
    })

  let starts = courses.compactMap { $0.first?.cosine }
  let ends = courses.compactMap { $0.last?.cosine }
  let order = zip(objectives, ends).sorted { $0.1 > $1.1 }
    .map { "\($0.0.rawValue) (\(fixed($0.1, 3)))" }
  page.say(
    """
    All begin at \(fixed(starts.first, 3)). At the end the order, from the most aligned, is \
    \(listed(order)). The baseline went from \(fixed(starts.first, 3)) to \(fixed(ends.first, 3)) \
    without any term that asks for it: data that lie in the manifold make the first layer grow \
    along it. What keeps it from 1 is the subject of notebook 2.
    """)

  //: ## The models of the reference run
  //:
  //: Networks 784-1568-1568-10 (narrower ones in the quick run), found in `mag`'s cache if they
  //: were trained before with the same configuration on the same data, else trained now. Their logs
  //: hold the loss of every epoch.

  let models = try PaperModels(
    paper, settings: settings, folder: PaperModels.standardFolder(paper, settings))
  page.cite(models.objectives)
  let everything = try MeasurementSet(
    paper.data.test, manifold: paper.manifold, inputs: .projected)
  var rows: [[String]] = []
  var accuracies: [Double] = []
  for model in models.objectives {
    let configuration = try TrainingRun.configuration(of: model.checkpoint)
    let history = try TrainingRun.history(of: model.checkpoint)
    let right = zip(model.network.predictions(everything.images), everything.set.labels)
      .count { $0 == $1 }
    accuracies.append(Double(right) / Double(everything.count))
    let cosine = try Measure.alignment(model.network, on: everything).cosine
    rows.append([
      model.name, configuration.sizes.map(String.init).joined(separator: "-"),
      model.alpha.map { "\($0)" } ?? "none",
      history.map { fixed($0.loss, 3) }.joined(separator: ", "), percent(accuracies.last, 2),
      "\(fixed(cosine.mean, 3)) (\(fixed(cosine.std, 3)))",
    ])
  }
  try page.table(
    "The four models on \(everything.count) test images",
    ["model", "sizes", "α", "loss of each epoch", "clean accuracy", "cosine, mean (std)"], rows)

  //: α was chosen on a validation split of the training images (`notebooks/choose-alpha`), never on
  //: test images; the losses of the robust objectives are those at attacked images, and not to be
  //: compared with the others'.

  page.say(
    """
    Adversarial training costs \(fixed((accuracies[0] - accuracies[2]) * 100, 2)) points of clean \
    accuracy; the alignment penalty \(fixed((accuracies[0] - accuracies[1]) * 100, 2)). The \
    paper's baseline has 92 %; this one, on 28 components, has \(percent(accuracies[0], 2)).
    """)
}
