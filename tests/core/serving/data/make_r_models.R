#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Trains models in R and writes what they answer: Rscript make_r_models.R FOLDER
#
# FOLDER/cases.json is a list of {name, file, prototype, rows, prediction, probabilities, levels}, as
# make_python_models.py writes it. Cases whose package is not installed are left out.

folder <- commandArgs(TRUE)[1]
cases <- character()

quoted <- function(x) {
  x <- gsub("\\", "\\\\", x, fixed = TRUE)
  paste0("\"", gsub("\"", "\\\"", x, fixed = TRUE), "\"")
}
value <- function(x) {
  if (is.factor(x)) x <- as.character(x)
  if (inherits(x, c("Date", "POSIXct"))) x <- format(x)
  if (is.character(x)) text <- quoted(x)
  else if (is.logical(x)) text <- tolower(as.character(x))
  else text <- sprintf("%.17g", x)
  text[is.na(x)] <- "null"
  text
}
list_of <- function(x) paste0("[", paste(x, collapse = ","), "]")
rows_of <- function(x) list_of(apply(x, 1, function(row) list_of(value(row))))
column <- function(name, x) {
  type <- if (is.ordered(x)) "ordered" else if (is.factor(x)) "category" else if (inherits(x, "Date")) "date"
  else if (inherits(x, "POSIXct")) "datetime" else if (is.logical(x)) "boolean" else if (is.integer(x)) "integer"
  else if (is.numeric(x)) "number" else "string"
  levels <- if (is.factor(x)) paste0(",\"levels\":", list_of(quoted(levels(x)))) else ""
  paste0("{\"name\":", quoted(name), ",\"type\":", quoted(type), levels, "}")
}

add <- function(name, model, rows, prediction, probabilities = NULL, levels = NULL, ...) {
  file <- paste0(name, ".rds")
  saveRDS(model, file.path(folder, file), ...)
  cells <- lapply(rows, value)
  records <- vapply(seq_len(nrow(rows)), function(i)
    paste0("{", paste0(quoted(names(rows)), ":", vapply(cells, `[`, "", i), collapse = ","), "}"), "")
  cases <<- c(cases, paste0("{\"name\":", quoted(name), ",\"file\":", quoted(file), ",\"prototype\":",
    list_of(mapply(column, names(rows), rows)), ",\"rows\":", list_of(records), ",\"prediction\":", list_of(value(unname(prediction))),
    ",\"probabilities\":", if (is.null(probabilities)) "null" else rows_of(unname(probabilities)),
    ",\"levels\":", if (is.null(levels)) "null" else list_of(quoted(levels)), "}"))
}

have <- function(package) requireNamespace(package, quietly = TRUE)
few <- mtcars[c(1, 5, 9, 20, 32), ]

m <- lm(mpg ~ cyl + disp, mtcars)
add("lm", m, few[c("cyl", "disp")], predict(m, few))
m <- lm(log(mpg) ~ poly(wt, 2) + factor(gear) * hp, mtcars)
add("lm of transformed columns", m, few[c("wt", "gear", "hp")], predict(m, few))
m <- lm(len ~ supp * dose, ToothGrowth)
add("lm of a factor", m, ToothGrowth[c(1, 31, 60), c("supp", "dose")], predict(m, ToothGrowth[c(1, 31, 60), ]))
gap <- few[c("cyl", "disp")]
gap$disp[2] <- NA
m <- lm(mpg ~ cyl + disp, mtcars)
add("lm with a missing value", m, gap, predict(m, gap))
m <- glm(am ~ wt + hp, binomial, mtcars)
add("glm binomial", m, few[c("wt", "hp")], predict(m, few, type = "response"))
m <- glm(carb ~ wt, poisson, mtcars)
add("glm poisson", m, few["wt"], predict(m, few, type = "response"), compress = "xz")
m <- loess(mpg ~ wt, mtcars)
add("loess", m, few["wt"], predict(m, few))
days <- data.frame(day = as.Date("2024-01-01") + 0:29, x = (0:29)^2, on = rep(c(TRUE, FALSE), 15),
                   kind = rep(c("a", "b", "ä"), 10), stringsAsFactors = FALSE)
m <- lm(x ~ day + on + kind, days)
add("lm of dates, flags and texts", m, days[c(2, 9, 30), c("day", "on", "kind")], predict(m, days[c(2, 9, 30), ]))
add("pin of vetiver", list(model = lm(mpg ~ cyl + disp, mtcars), prototype = mtcars[0, c("cyl", "disp")]), few[c("cyl", "disp")],
    predict(lm(mpg ~ cyl + disp, mtcars), few))


some <- iris[c(1, 60, 100, 140), 1:4]
kinds <- levels(iris$Species)
if (have("rpart")) {
  m <- rpart::rpart(Species ~ ., iris)
  add("rpart classification", m, some, predict(m, some, type = "class"), predict(m, some), kinds)
  m <- rpart::rpart(mpg ~ ., mtcars)
  add("rpart regression", m, few[-1], predict(m, few))
}
if (have("ranger")) {
  m <- ranger::ranger(Species ~ ., iris, num.trees = 20, seed = 1, num.threads = 1)
  add("ranger classification", m, some, predict(m, some)$predictions)
  m <- ranger::ranger(Species ~ ., iris, num.trees = 20, seed = 1, num.threads = 1, probability = TRUE)
  p <- predict(m, some)$predictions[, kinds]
  add("ranger probabilities", m, some, kinds[max.col(p, "first")], p, kinds)
  m <- ranger::ranger(mpg ~ ., mtcars, num.trees = 20, seed = 1, num.threads = 1)
  add("ranger regression", m, few[-1], predict(m, few)$predictions)
}
if (have("randomForest")) {
  set.seed(1)
  m <- randomForest::randomForest(Species ~ ., iris, ntree = 20)
  add("randomForest classification", m, some, predict(m, some), unclass(predict(m, some, type = "prob")), kinds)
}
if (have("nnet")) {
  m <- nnet::multinom(Species ~ ., iris, trace = FALSE)
  add("multinom", m, some, predict(m, some), predict(m, some, type = "probs"), kinds)
  two <- droplevels(iris[iris$Species != "setosa", ])
  m <- nnet::multinom(Species ~ Sepal.Length + Petal.Width, two, trace = FALSE)
  p <- predict(m, two[c(1, 70), ], type = "probs")
  add("multinom of two levels", m, two[c(1, 70), c("Sepal.Length", "Petal.Width")], predict(m, two[c(1, 70), ]), cbind(1 - p, p), levels(two$Species))
}
if (have("mgcv")) {
  library(mgcv)
  m <- gam(mpg ~ s(wt) + hp, data = mtcars)
  add("gam", m, few[c("wt", "hp")], predict(m, few, type = "response"))
}
if (have("MASS")) {
  m <- MASS::lda(Species ~ ., iris)
  add("lda", m, some, predict(m, some)$class, predict(m, some)$posterior, kinds)
}
writeLines(list_of(cases), file.path(folder, "cases.json"), useBytes = TRUE)
