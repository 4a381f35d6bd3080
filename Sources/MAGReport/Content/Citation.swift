import MAGFiles

extension ReportSection {
  /// The paper and the software, ready for a bibliography.
  static let citation = ReportSection(
    id: "cite", title: "To cite",
    blocks: [
      .code(
        ReportCode(
          "BibTeX of the paper", .bibtex,
          """
          @inproceedings{geyer2023manifolds,
            title     = {On The Relationship Between Data Manifolds and Adversarial Examples},
            author    = {Geyer, Michael and Bell, Brian and Glickenstein, David
                         and Fernandez, Amanda and Moore, Juston},
            booktitle = {Workshop on Topology, Algebra, and Geometry in Machine Learning (TAG-ML)},
            year      = {2023},
            url       = {https://openreview.net/forum?id=iP9P5YznTX}
          }
          """)),
      .code(
        ReportCode(
          "BibTeX of mag", .bibtex,
          """
          @software{mag,
            author  = {{The mag maintainers}},
            title   = {mag: manifold aligned gradients},
            version = {\(Tool.version)}
          }
          """)),
    ])
}
