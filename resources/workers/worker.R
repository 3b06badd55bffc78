#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Answers predictions of one R model over two pipes: descriptor 3 brings requests, 4 takes answers. The frames are
# described in core/serving/worker/workerframe.h. Standard output and standard error are the log. Only base R is
# needed; what a model needs is loaded with it.

HELLO <- 1L; LOAD <- 2L; LOADED <- 3L; PREDICT <- 4L; ANSWER <- 5L; FAILED <- 6L
FLOAT64 <- 1L; INT64 <- 2L; INT32 <- 3L; BOOL <- 4L; TEXT <- 5L; CODE <- 6L; DATE <- 7L; MOMENT <- 8L
VALUE <- 0L; LABEL <- 1L; PROBABILITIES <- 2L
MAGIC <- as.raw(c(0x56, 0x54, 0x57, 0x4b)) # "VTWK"

requests <- file("/dev/fd/3", "rb", raw = TRUE)
answers <- file("/dev/fd/4", "wb", raw = TRUE)

# Classes whose predict method lives in a package of another name, or of the same one.
packages <- c(ranger = "ranger", rpart = "rpart", gam = "mgcv", bam = "mgcv", randomForest = "randomForest", nnet = "nnet",
              multinom = "nnet", svm = "e1071", naiveBayes = "e1071", glmnet = "glmnet", cv.glmnet = "glmnet", lda = "MASS",
              qda = "MASS", polr = "MASS", coxph = "survival", survreg = "survival", xgb.Booster = "xgboost",
              lgb.Booster = "lightgbm", train = "caret", workflow = "workflows", model_fit = "parsnip", model_stack = "stacks",
              lmerMod = "lme4", glmerMod = "lme4", gbm = "gbm", earth = "earth", kproto = "clustMixType", C5.0 = "C50",
              cubist = "Cubist", luz_module_fitted = "luz", keras.engine.training.Model = "keras", recipe = "recipes")

# --- frames ----------------------------------------------------------------------------------------------------

u32 <- function(x) writeBin(as.integer(x), raw(), size = 4L, endian = "little")
u64 <- function(x) c(u32(x %% 2147483648), u32(x %/% 4294967296)) # lengths stay below 2^31
f64 <- function(x) writeBin(as.double(x), raw(), size = 8L, endian = "little")
read_u32 <- function(bytes, at, n = 1L) readBin(bytes[at + seq_len(4L * n)], "integer", n, 4L, endian = "little")
padded <- function(bytes) c(bytes, raw(-length(bytes) %% 8))

read_frame <- function() {
  head <- readBin(requests, "raw", 24L)
  if (length(head) < 24L) quit("no")
  if (!identical(head[1:4], MAGIC) || head[5] != as.raw(1)) stop("the server speaks another protocol")
  size <- read_u32(head, 16L)
  body <- if (size > 0) readBin(requests, "raw", size) else raw()
  if (length(body) < size) quit("no")
  list(kind = as.integer(head[6]), number = head[9:16], body = body)
}

write_frame <- function(kind, number, body) {
  writeBin(c(MAGIC, as.raw(c(1, kind, 0, 0)), number, u64(length(body)), body), answers)
  flush(answers)
}

pack_text <- function(x) {
  bytes <- charToRaw(enc2utf8(as.character(x)))
  c(u32(length(bytes)), bytes)
}

pack_texts <- function(x) unlist(lapply(x, pack_text))

pack_fields <- function(fields) {
  parts <- lapply(names(fields), function(key) c(pack_text(key), u32(length(fields[[key]])), pack_texts(fields[[key]])))
  c(u32(length(fields)), unlist(parts))
}

unpack_fields <- function(body) {
  at <- 0L
  count <- function() { at <<- at + 4L; read_u32(body, at - 4L) }
  text <- function() {
    size <- count()
    at <<- at + size
    value <- rawToChar(body[at - size + seq_len(size)])
    Encoding(value) <- "UTF-8"
    value
  }
  fields <- list()
  for (i in seq_len(count())) {
    key <- text()
    fields[[key]] <- vapply(seq_len(count()), function(j) text(), "")
  }
  fields
}

# --- requests --------------------------------------------------------------------------------------------------

read_rows <- function(body, columns) {
  rows <- read_u32(body, 0L)
  count <- read_u32(body, 4L)
  everything <- read_u32(body, 8L) == 1L
  at <- 16L
  data <- vector("list", count)
  for (i in seq_len(count)) {
    code <- as.integer(body[at + 1L])
    has_validity <- body[at + 2L] != as.raw(0)
    size <- read_u32(body, at + 8L)
    at <- at + 16L
    valid <- NULL
    if (has_validity) {
      length <- (rows + 7L) %/% 8L
      valid <- as.logical(rawToBits(body[at + seq_len(length)]))[seq_len(rows)]
      at <- at + length + (-length %% 8L)
    }
    data[[i]] <- read_cells(code, body[at + seq_len(size)], rows, valid, columns$levels[[i]], columns$types[[i]])
    at <- at + size + (-size %% 8L)
  }
  names(data) <- columns$names
  # data.frame() would look at every column once more and costs ten times as much.
  attr(data, "row.names") <- .set_row_names(rows)
  class(data) <- "data.frame"
  list(rows = rows, everything = everything, data = data)
}

read_cells <- function(code, bytes, rows, valid, levels, type) {
  values <- switch(code,
    readBin(bytes, "double", rows, 8L, endian = "little"),
    stop("whole numbers of 64 bits"),
    readBin(bytes, "integer", rows, 4L, endian = "little"),
    as.logical(as.integer(bytes)),
    read_texts(bytes, rows),
    readBin(bytes, "integer", rows, 4L, endian = "little"),
    structure(readBin(bytes, "double", rows, 8L, endian = "little"), class = "Date"),
    structure(readBin(bytes, "double", rows, 8L, endian = "little"), class = c("POSIXct", "POSIXt"), tzone = "UTC"))
  if (code == CODE) {
    values <- values + 1L
    values[values < 1L] <- NA
    return(structure(values, levels = levels, class = c(if (type == "ordered") "ordered", "factor")))
  }
  if (!is.null(valid)) values[!valid] <- NA
  values
}

read_texts <- function(bytes, rows) {
  offsets <- readBin(bytes, "integer", rows + 1L, 4L, endian = "little")
  texts <- bytes[-seq_len(4L * (rows + 1L))]
  values <- vapply(seq_len(rows), function(i) rawToChar(texts[offsets[i] + seq_len(offsets[i + 1L] - offsets[i])]), "")
  Encoding(values) <- "UTF-8"
  values
}

# --- answers ---------------------------------------------------------------------------------------------------

pack_column <- function(name, values, role = VALUE, levels = character()) {
  width <- if (is.matrix(values)) ncol(values) else 1L
  if (is.matrix(values)) values <- t(values) # row by row
  missing <- NULL
  if (is.factor(values)) values <- as.character(values)
  if (is.character(values) || is.logical(values)) {
    gone <- is.na(values)
    if (any(gone)) missing <- gone
  }
  if (is.character(values)) {
    code <- TEXT
    values[is.na(values)] <- ""
    bytes <- lapply(enc2utf8(as.vector(values)), charToRaw)
    data <- c(u32(c(0, cumsum(lengths(bytes)))), unlist(bytes))
  } else if (is.logical(values)) {
    code <- BOOL
    data <- as.raw(values %in% TRUE)
  } else if (is.integer(values) && !anyNA(values)) {
    code <- INT32
    data <- writeBin(as.vector(values), raw(), size = 4L, endian = "little")
  } else {
    code <- FLOAT64
    data <- f64(as.vector(values))
  }
  bits <- raw()
  if (!is.null(missing)) {
    flags <- as.vector(!missing)
    bits <- padded(packBits(c(flags, rep(FALSE, -length(flags) %% 8)), "raw"))
  }
  name <- charToRaw(enc2utf8(name))
  packed <- pack_texts(levels)
  if (is.null(packed)) packed <- raw()
  c(as.raw(c(code, length(bits) > 0, role, 0)), u32(c(width, length(name), length(levels))), u64(length(packed)),
    u64(length(data)), padded(name), padded(packed), bits, padded(data))
}

# What predict() gave, as columns: a factor is a label, a matrix with the levels' names holds probabilities.
columns_of <- function(answer, rows, levels) {
  if (is.list(answer) && !is.data.frame(answer)) answer <- answer[[1]]
  if (is.data.frame(answer)) {
    classes <- names(answer)[startsWith(names(answer), ".pred_") & names(answer) != ".pred_class" &
                               vapply(answer, is.numeric, NA)]
    if (length(classes) > 0 && length(classes) == length(levels))
      return(list(pack_column("probabilities", as.matrix(answer[classes]), PROBABILITIES, levels)))
    return(lapply(names(answer), function(name)
      pack_column(name, answer[[name]], if (is.factor(answer[[name]])) LABEL else VALUE)))
  }
  if (is.matrix(answer) && ncol(answer) == 1L) answer <- answer[, 1]
  if (is.array(answer) && !is.matrix(answer)) answer <- matrix(answer, rows)
  if (is.matrix(answer)) {
    if (length(levels) == ncol(answer) && length(levels) > 0)
      return(list(pack_column("probabilities", answer, PROBABILITIES, levels)))
    return(list(pack_column(".pred", answer)))
  }
  if (length(answer) != rows) stop("the model gave ", length(answer), " answers for ", rows, " rows")
  list(pack_column(".pred", unname(answer), if (is.factor(answer)) LABEL else VALUE))
}

# --- models ----------------------------------------------------------------------------------------------------

# How to ask a model: `label` gives the prediction, `probabilities` (NULL: there are none) one column a level.
adapter <- function(model) {
  plain <- function(...) function(data) predict(model, data, ...)
  if (inherits(model, "glm") && !inherits(model, "gam")) return(list(label = plain(type = "response")))
  if (inherits(model, "multinom")) return(with_levels(model$lev, plain(type = "class"), plain(type = "probs")))
  if (inherits(model, "nnet")) return(list(label = plain(type = "raw")))
  if (inherits(model, "lm")) return(list(label = plain()))
  if (inherits(model, "gam")) return(list(label = plain(type = "response")))
  if (inherits(model, "ranger")) return(ranger_adapter(model))
  if (inherits(model, "rpart")) {
    levels <- attr(model, "ylevels")
    if (is.null(levels)) return(list(label = plain()))
    return(with_levels(levels, plain(type = "class"), plain(type = "prob")))
  }
  if (inherits(model, "randomForest")) {
    if (model$type != "classification") return(list(label = plain()))
    return(with_levels(model$classes, plain(type = "response"), plain(type = "prob")))
  }
  if (inherits(model, c("lda", "qda")))
    return(with_levels(model$lev, function(data) predict(model, data)$class, function(data) predict(model, data)$posterior))
  if (inherits(model, "svm")) return(if (is.null(model$levels)) list(label = plain()) else with_levels(model$levels, plain(), NULL))
  if (inherits(model, c("glmnet", "cv.glmnet", "xgb.Booster"))) return(list(label = function(data) predict(model, as.matrix(data))))
  if (inherits(model, "workflow") || inherits(model, "model_fit") || inherits(model, "train")) return(tidy_adapter(model))
  list(label = plain())
}

with_levels <- function(levels, label, probabilities) {
  list(levels = levels, label = label,
       # One column stands for the second of two levels, and one row comes as a vector.
       probabilities = if (!is.null(probabilities)) function(data) {
         answer <- probabilities(data)
         if (!is.matrix(answer)) {
           answer <- if (length(levels) == 2L) cbind(1 - answer, answer) else matrix(answer, nrow(data), byrow = TRUE)
         }
         unname(answer)
       })
}

ranger_adapter <- function(model) {
  ask <- function(data) predict(model, data = data)$predictions
  levels <- model$forest$levels
  if (model$treetype == "Probability estimation") {
    levels <- if (is.null(levels)) colnames(model$predictions) else levels
    ordered <- function(data) { p <- ask(data); if (!is.null(colnames(p))) p[, levels, drop = FALSE] else p }
    return(with_levels(levels, function(data) factor(levels[max.col(ordered(data), "first")], levels), ordered))
  }
  if (model$treetype == "Classification") return(with_levels(levels, ask, NULL))
  list(label = ask)
}

tidy_adapter <- function(model) {
  list(label = function(data) predict(model, data), tidy = TRUE,
       probabilities = function(data) predict(model, data, type = "prob"))
}

need <- function(model) {
  for (class in class(model)) {
    package <- if (class %in% names(packages)) packages[[class]] else attr(class(model), "package")
    if (is.null(package) || package == ".GlobalEnv") next
    if (!requireNamespace(package, quietly = TRUE))
      stop(structure(class = c("missing_package", "error", "condition"), list(package = package, message = package, call = NULL)))
  }
}

# A pin of vetiver is a list of the model and its prototype; bundle packs what cannot be saved as such.
unpack_model <- function(object) {
  if (is.list(object) && is.null(attr(object, "class")) && !is.null(object$model)) object <- object$model
  for (package in object$required_pkgs) if (!requireNamespace(package, quietly = TRUE))
    stop(structure(class = c("missing_package", "error", "condition"), list(package = package, message = package, call = NULL)))
  if (inherits(object, "bundle")) {
    if (requireNamespace("bundle", quietly = TRUE)) object <- bundle::unbundle(object)
    else object <- object$situate(object$object)
  }
  object
}

prototype_columns <- function(object) {
  prototype <- if (is.list(object) && is.null(attr(object, "class"))) object$prototype
  if (is.null(prototype) && is.list(object) && is.null(attr(object, "class"))) prototype <- object$ptype
  if (is.data.frame(prototype)) return(lapply(prototype, function(x) list(type = type_of(x), levels = levels(x))))
  model <- unpack_model(object)
  classes <- attr(tryCatch(terms(model), error = function(e) NULL), "dataClasses")
  if (is.null(classes)) return(list())
  response <- attr(terms(model), "response")
  if (response > 0) classes <- classes[-response]
  if (!all(make.names(names(classes)) == names(classes))) return(list())
  columns <- lapply(names(classes), function(name)
    list(type = switch(classes[[name]], numeric = "number", logical = "boolean", factor = "category", ordered = "ordered", "string"),
         levels = model$xlevels[[name]]))
  names(columns) <- names(classes)
  columns
}

type_of <- function(x) {
  if (is.ordered(x)) "ordered" else if (is.factor(x)) "category" else if (inherits(x, "Date")) "date"
  else if (inherits(x, "POSIXt")) "datetime" else if (is.logical(x)) "boolean" else if (is.integer(x)) "integer"
  else if (is.numeric(x)) "number" else "string"
}

load_model <- function(fields) {
  if (fields$format == "rdata") {
    space <- new.env()
    names <- load(fields$path, envir = space)
    if (length(names) != 1L) stop("it holds ", length(names), " objects (", paste(names, collapse = ", "), "); save one with saveRDS")
    object <- space[[names]]
  } else {
    object <- readRDS(fields$path)
  }
  model <- unpack_model(object)
  need(model)
  if (is.function(model) || is.data.frame(model) || is.atomic(model)) stop("it holds a ", class(model)[1], ", not a model")
  columns <- prototype_columns(object)
  given <- fields$column.names
  lost <- setdiff(names(columns), given)
  if (length(given) > 0 && length(lost) > 0 && !is.data.frame(object$prototype))
    stop(structure(class = c("unfit", "error", "condition"),
                   list(message = paste("the model needs the column", paste(lost, collapse = ", ")), call = NULL)))
  asked <- adapter(model)
  if (length(given) > 0) {
    types <- fields$column.types
    levels <- lapply(seq_along(given), function(i) fields[[paste0("column.levels.", i - 1L)]])
  } else {
    given <- names(columns)
    types <- vapply(columns, function(column) column$type, "")
    levels <- lapply(unname(columns), function(column) column$levels)
  }
  list(model = model, ask = asked, own = columns, columns = list(names = given, types = types, levels = levels))
}

loaded_fields <- function(loaded) {
  fields <- list(platform = paste0("r_", class(loaded$model)[1]), levels = as.character(loaded$ask$levels),
                 classifier = if (length(loaded$ask$levels) > 0) "1" else "0", names = names(loaded$own),
                 types = vapply(loaded$own, function(column) column$type, ""), versions = R.version.string)
  for (i in seq_along(loaded$own)) if (length(loaded$own[[i]]$levels) > 0)
    fields[[paste0("levels.", i - 1L)]] <- loaded$own[[i]]$levels
  fields
}

answer <- function(loaded, body) {
  request <- read_rows(body, loaded$columns)
  ask <- loaded$ask
  label <- ask$label(request$data)
  if (length(ask$levels) > 0 && !is.data.frame(label)) label <- factor(as.character(label), ask$levels)
  parts <- columns_of(label, request$rows, character())
  if (request$everything && !is.null(ask$probabilities)) {
    if (isTRUE(ask$tidy)) {
      probabilities <- tryCatch(ask$probabilities(request$data), error = function(e) NULL)
      if (!is.null(probabilities)) {
        levels <- sub("^\\.pred_", "", names(probabilities))
        parts <- c(parts, list(pack_column("probabilities", as.matrix(probabilities), PROBABILITIES, levels)))
      }
    } else {
      parts <- c(parts, columns_of(ask$probabilities(request$data), request$rows, ask$levels))
    }
  }
  c(u32(c(request$rows, length(parts))), raw(8L), unlist(parts))
}

# --- the conversation ------------------------------------------------------------------------------------------

explain <- function(error, loading) {
  message <- conditionMessage(error)
  if (inherits(error, "missing_package")) {
    debian <- paste0("r-cran-", tolower(error$package))
    return(list(kind = "package", package = error$package, message = message,
                install = sprintf("apt install %s or install.packages(\"%s\")", debian, error$package)))
  }
  if (grepl("cannot allocate", message, fixed = TRUE)) return(list(kind = "memory", message = "out of memory"))
  kind <- if (inherits(error, "unfit")) "input" else if (loading) "load" else "input"
  list(kind = kind, message = sub("\\.+$", "", strsplit(trimws(message), "\n", fixed = TRUE)[[1]][1]))
}

number <- raw(8L)
write_frame(HELLO, number, pack_fields(list(language = "r", version = as.character(getRversion()), integers = "53")))
loaded <- NULL
repeat {
  frame <- read_frame()
  loading <- frame$kind == LOAD
  result <- tryCatch({
    if (loading) {
      loaded <- load_model(unpack_fields(frame$body))
      list(kind = LOADED, body = pack_fields(loaded_fields(loaded)))
    } else {
      list(kind = ANSWER, body = answer(loaded, frame$body))
    }
  }, error = function(error) list(kind = FAILED, body = pack_fields(explain(error, loading))))
  write_frame(result$kind, frame$number, result$body)
  if (loading && result$kind == FAILED) quit("no")
}
