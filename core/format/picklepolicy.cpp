// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/picklepolicy.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vitrine::format {

namespace {

using Kind = PickleVerdict::Kind;

// What the libraries pickle their arrays, tables and models by besides classes of models.
constexpr std::string_view knownLines[] = {
    "collections OrderedDict defaultdict deque Counter",
    "copyreg _reconstructor __newobj__",
    "copy_reg _reconstructor",
    "builtins object dict list set frozenset tuple slice range complex bytearray int float str bool bytes",
    "__builtin__ object dict list set frozenset tuple slice xrange complex bytearray int float str unicode "
    "bool long",
    "_codecs encode",
    "datetime date datetime time timedelta timezone",
    "decimal Decimal",
    "fractions Fraction",
    "pathlib Path PosixPath PurePosixPath WindowsPath",
    "numpy dtype ndarray matrix bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 "
    "float64 str_ "
    "log log1p log2 log10 exp expm1 sqrt square cbrt abs absolute sin cos tan tanh reciprocal sign",
    "numpy.core.multiarray _reconstruct scalar",
    "numpy._core.multiarray _reconstruct scalar",
    "numpy.core.numeric _frombuffer",
    "numpy._core.numeric _frombuffer",
    "numpy.core._multiarray_umath log log1p log2 log10 exp expm1 sqrt square cbrt absolute sin cos tan tanh "
    "reciprocal sign",
    "numpy.ma.core MaskedArray _mareconstruct",
    "numpy.random._pickle __randomstate_ctor __generator_ctor __bit_generator_ctor",
    "numpy.random._mt19937 MT19937",
    "numpy.random._pcg64 PCG64",
    "numpy.random.mtrand RandomState",
    "joblib.numpy_pickle NumpyArrayWrapper",
    "sklearn.externals.joblib.numpy_pickle NumpyArrayWrapper",
    "scipy.sparse._csr csr_matrix csr_array",
    "scipy.sparse._csc csc_matrix csc_array",
    "scipy.sparse._coo coo_matrix coo_array",
    "scipy.sparse.csr csr_matrix",
    "scipy.sparse.csc csc_matrix",
    "scipy.interpolate._bsplines BSpline",
    "scipy.interpolate._interpolate PPoly interp1d",
    "scipy.interpolate.interpolate PPoly interp1d",
    "scipy.stats._distn_infrastructure rv_frozen rv_continuous_frozen rv_discrete_frozen",
    "scipy.stats._continuous_distns norm_gen t_gen uniform_gen gamma_gen chi2_gen expon_gen",
    "sklearn.tree._tree Tree",
    "sklearn.tree.tree DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor",
    "sklearn.ensemble.forest RandomForestClassifier RandomForestRegressor ExtraTreesClassifier "
    "ExtraTreesRegressor",
    "sklearn.ensemble.gradient_boosting GradientBoostingClassifier GradientBoostingRegressor "
    "BinomialDeviance "
    "MultinomialDeviance LeastSquaresError LogOddsEstimator MeanEstimator PriorProbabilityEstimator "
    "QuantileEstimator",
    "sklearn.ensemble._gb_losses BinomialDeviance MultinomialDeviance LeastSquaresError LeastAbsoluteError "
    "HuberLossFunction QuantileLossFunction ExponentialLoss",
    "sklearn.ensemble._hist_gradient_boosting.binning _BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor TreePredictor",
    "sklearn.dummy DummyClassifier DummyRegressor",
    "sklearn.linear_model.base LinearRegression",
    "sklearn.linear_model.logistic LogisticRegression LogisticRegressionCV",
    "sklearn.linear_model.ridge Ridge RidgeCV RidgeClassifier",
    "sklearn.linear_model.coordinate_descent Lasso LassoCV ElasticNet ElasticNetCV",
    "sklearn.linear_model.stochastic_gradient SGDClassifier SGDRegressor",
    "sklearn.linear_model._sgd_fast Hinge Log SquaredHinge ModifiedHuber SquaredLoss Huber "
    "EpsilonInsensitive",
    "sklearn.preprocessing.data StandardScaler MinMaxScaler MaxAbsScaler RobustScaler PolynomialFeatures",
    "sklearn.preprocessing.label LabelEncoder LabelBinarizer",
    "sklearn.preprocessing._encoders OneHotEncoder OrdinalEncoder",
    "sklearn.preprocessing.imputation Imputer",
    "sklearn.neighbors.classification KNeighborsClassifier",
    "sklearn.neighbors.regression KNeighborsRegressor",
    "sklearn.neighbors._kd_tree KDTree newObj",
    "sklearn.neighbors.kd_tree KDTree newObj",
    "sklearn.neighbors._ball_tree BallTree newObj",
    "sklearn.neighbors.dist_metrics EuclideanDistance newObj",
    "sklearn.metrics._dist_metrics EuclideanDistance MinkowskiDistance ManhattanDistance newObj",
    "sklearn.svm.classes SVC SVR LinearSVC LinearSVR NuSVC NuSVR OneClassSVM",
    "sklearn.naive_bayes GaussianNB MultinomialNB BernoulliNB ComplementNB",
    "sklearn.utils._bunch Bunch",
    "sklearn.utils Bunch",
    "sklearn.utils.deprecation DeprecationDict",
    "sklearn._loss._loss __pyx_unpickle_CyHalfBinomialLoss __pyx_unpickle_CyHalfMultinomialLoss "
    "__pyx_unpickle_CyHalfSquaredError __pyx_unpickle_CyHalfPoissonLoss",
    "xgboost.core Booster",
    "xgboost.sklearn XGBClassifier XGBRegressor XGBRanker XGBRFClassifier XGBRFRegressor XGBModel",
    "lightgbm.basic Booster",
    "lightgbm.sklearn LGBMClassifier LGBMRegressor LGBMRanker LGBMModel",
    "catboost.core CatBoost CatBoostClassifier CatBoostRegressor",
    "pandas.core.frame DataFrame",
    "pandas.core.series Series",
    "pandas.core.internals.managers BlockManager SingleBlockManager",
    "pandas.core.indexes.base Index _new_Index",
    "pandas.core.indexes.range RangeIndex",
    "pandas.core.indexes.numeric Int64Index Float64Index",
    "pandas.core.indexes.datetimes DatetimeIndex _new_DatetimeIndex",
    "pandas.core.indexes.category CategoricalIndex",
    "pandas.core.arrays.categorical Categorical",
    "pandas.core.arrays.datetimes DatetimeArray",
    "pandas.core.dtypes.dtypes CategoricalDtype",
    "pandas._libs.internals _unpickle_block",
    "pandas._libs.arrays __pyx_unpickle_NDArrayBacked",
    "pandas._libs.tslibs.timestamps Timestamp _unpickle_timestamp",
    "patsy.design_info DesignInfo",
    "statsmodels.regression.linear_model RegressionResultsWrapper RegressionResults OLSResults OLS WLS GLS",
    "statsmodels.genmod.generalized_linear_model GLM GLMResults GLMResultsWrapper",
    "torch Size device dtype Tensor FloatStorage HalfStorage BFloat16Storage DoubleStorage LongStorage "
    "IntStorage "
    "ShortStorage CharStorage ByteStorage BoolStorage float32 float64 float16 bfloat16 int64 int32 int16 "
    "int8 uint8 bool",
    "torch._utils _rebuild_tensor _rebuild_tensor_v2 _rebuild_parameter _rebuild_qtensor",
    "torch.nn.parameter Parameter",
    "torch._tensor _rebuild_from_type_v2",
    "torch.storage UntypedStorage TypedStorage _UntypedStorage _TypedStorage",
};

struct Rule {
    std::string_view module; // and what is below it
    std::string_view names;  // "*", or names between spaces
    std::string_view why;
};

constexpr std::string_view runs = "it can run any program";
constexpr std::string_view evaluates = "it can run any Python code";
constexpr std::string_view leads = "it can reach any function of any module";
constexpr std::string_view network = "it can reach the network";
constexpr std::string_view files = "it can read or write files";
constexpr std::string_view loads = "it can load further code or pickles";
constexpr std::string_view brings =
    "it brings Python code of its own along, which runs when the model is used";

constexpr Rule dangerous[] = {
    {"os", "*", runs},
    {"posix", "*", runs},
    {"nt", "*", runs},
    {"subprocess", "*", runs},
    {"_posixsubprocess", "*", runs},
    {"pty", "*", runs},
    {"commands", "*", runs},
    {"popen2", "*", runs},
    {"multiprocessing", "*", runs},
    {"concurrent", "*", runs},
    {"asyncio", "*", runs},
    {"ctypes", "*", runs},
    {"_ctypes", "*", runs},
    {"cffi", "*", runs},
    {"signal", "*", runs},
    {"sys", "*", leads},
    {"builtins", "eval exec compile execfile __import__ breakpoint input help", evaluates},
    {"__builtin__", "eval exec compile execfile __import__ input apply reload", evaluates},
    {"builtins", "getattr setattr delattr globals locals vars apply map filter super type memoryview", leads},
    {"__builtin__", "getattr setattr delattr globals locals vars map filter super type", leads},
    {"builtins", "open", files},
    {"__builtin__", "open file", files},
    {"runpy", "*", evaluates},
    {"code", "*", evaluates},
    {"codeop", "*", evaluates},
    {"pdb", "*", evaluates},
    {"bdb", "*", evaluates},
    {"cProfile", "*", evaluates},
    {"profile", "*", evaluates},
    {"trace", "*", evaluates},
    {"timeit", "*", evaluates},
    {"doctest", "*", evaluates},
    {"idlelib", "*", evaluates},
    {"lib2to3", "*", evaluates},
    {"ensurepip", "*", runs},
    {"pip", "*", runs},
    {"setuptools", "*", runs},
    {"distutils", "*", runs},
    {"venv", "*", runs},
    {"webbrowser", "*", runs},
    {"antigravity", "*", runs},
    {"pydoc", "*", evaluates},
    {"test", "*", evaluates},
    {"unittest", "*", evaluates},
    {"importlib", "*", loads},
    {"imp", "*", loads},
    {"zipimport", "*", loads},
    {"pkgutil", "*", loads},
    {"pickle", "*", loads},
    {"_pickle", "*", loads},
    {"cPickle", "*", loads},
    {"marshal", "*", loads},
    {"shelve", "*", loads},
    {"dill", "*", loads},
    {"joblib", "load", loads},
    {"joblib.numpy_pickle", "load", loads},
    {"numpy", "load loadtxt genfromtxt fromfile save savetxt", loads},
    {"numpy.lib.npyio", "*", loads},
    {"numpy.f2py", "*", runs},
    {"numpy.testing", "*", runs},
    {"numpy.distutils", "*", runs},
    {"numpy.core", "_ufunc_reconstruct", leads},
    {"numpy.core._internal", "*", leads},
    {"numpy.core._multiarray_umath", "add_docstring", leads},
    {"pandas", "read_pickle eval read_csv read_html read_sql", loads},
    {"pandas.io", "*", loads},
    {"pandas.core.computation", "*", evaluates},
    {"torch", "load", loads},
    {"torch.serialization", "*", loads},
    {"torch.hub", "*", loads},
    {"torch.package", "*", loads},
    {"torch.jit", "*", loads},
    {"torch.utils.cpp_extension", "*", runs},
    {"torch.utils.collect_env", "*", runs},
    {"torch._inductor", "*", runs},
    {"torch._dynamo", "*", evaluates},
    {"torch.fx", "*", evaluates},
    {"torch.distributed", "*", network},
    {"torch.utils.data.datapipes", "*", evaluates},
    {"functools", "partial partialmethod reduce", leads},
    {"operator", "attrgetter itemgetter methodcaller", leads},
    {"_operator", "attrgetter itemgetter methodcaller", leads},
    {"itertools", "*", leads},
    {"types", "CodeType FunctionType LambdaType MethodType ModuleType", brings},
    {"inspect", "*", leads},
    {"gc", "*", leads},
    {"weakref", "*", leads},
    {"threading", "*", evaluates},
    {"_thread", "*", evaluates},
    {"sched", "*", evaluates},
    {"atexit", "*", evaluates},
    {"socket", "*", network},
    {"_socket", "*", network},
    {"socketserver", "*", network},
    {"ssl", "*", network},
    {"http", "*", network},
    {"httplib", "*", network},
    {"urllib", "*", network},
    {"urllib2", "*", network},
    {"requests", "*", network},
    {"aiohttp", "*", network},
    {"ftplib", "*", network},
    {"smtplib", "*", network},
    {"poplib", "*", network},
    {"imaplib", "*", runs},
    {"nntplib", "*", network},
    {"telnetlib", "*", network},
    {"xmlrpc", "*", network},
    {"shutil", "*", files},
    {"io", "*", files},
    {"_io", "*", files},
    {"tempfile", "*", files},
    {"fileinput", "*", files},
    {"linecache", "*", files},
    {"logging", "*", files},
    {"sqlite3", "*", files},
    {"dbm", "*", files},
    {"uuid", "*", runs},
    {"platform", "*", runs},
    {"cloudpickle", "*", brings},
    {"joblib.externals.cloudpickle", "*", brings},
    {"pyspark.cloudpickle", "*", brings},
};

bool isBelow(std::string_view module, std::string_view root)
{
    return module == root || (module.starts_with(root) && module[root.size()] == '.');
}

bool isAmong(std::string_view names, std::string_view name)
{
    while (!names.empty()) {
        const auto space = names.find(' ');
        if (names.substr(0, space) == name)
            return true;
        names.remove_prefix(space == std::string_view::npos ? names.size() : space + 1);
    }
    return false;
}

using Table = std::unordered_map<std::string_view, std::vector<std::string_view>>;

void addLines(Table &table, std::span<const std::string_view> lines)
{
    for (const std::string_view line : lines) {
        const auto space = line.find(' ');
        table[line.substr(0, space)].push_back(line.substr(space + 1));
    }
}

const Table &knownTable()
{
    static const Table table = [] {
        Table made;
        addLines(made, knownLines);
        addLines(made, pickleClassLines());
        return made;
    }();
    return table;
}

bool isKnown(std::string_view module, std::string_view name)
{
    const auto found = knownTable().find(module);
    return found != knownTable().end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [name](std::string_view names) { return isAmong(names, name); });
}

constexpr std::pair<std::string_view, std::string_view> frameworks[] = {
    {"sklearn", "scikit-learn"},
    {"xgboost", "xgboost"},
    {"lightgbm", "lightgbm"},
    {"catboost", "catboost"},
    {"statsmodels", "statsmodels"},
    {"torch", "pytorch"},
    {"keras", "keras"},
    {"tensorflow", "tensorflow"},
    {"spacy", "spacy"},
    {"mlflow", "mlflow"},
    {"prophet", "prophet"},
    {"imblearn", "imbalanced-learn"},
    {"pygam", "pygam"},
    {"lifelines", "lifelines"},
    {"sktime", "sktime"},
    {"pandas", "pandas"},
    {"numpy", "numpy"},
    {"scipy", "scipy"},
};

} // namespace

PickleVerdict judgePickleImport(std::string_view module, std::string_view name)
{
    if (module == "?")
        return {Kind::Dangerous, "what it imports is computed while it loads, so it cannot be told"};
    if (isKnown(module, name))
        return {Kind::Known, {}};
    // A dotted name reaches through what it begins with: "linear_model.os.system".
    const std::string whole = std::string(module) + '.' + std::string(name);
    const std::string_view first = name.substr(0, name.find('.'));
    for (const Rule &rule : dangerous) {
        const bool named = isBelow(module, rule.module) && (rule.names == "*" || isAmong(rule.names, first));
        const bool reached =
            rule.names == "*" && name.find('.') != std::string_view::npos &&
            ('.' + whole + '.').find('.' + std::string(rule.module) + '.') != std::string::npos;
        if (named || reached)
            return {rule.why == brings ? Kind::Code : Kind::Dangerous, rule.why};
    }
    if (module == "__main__")
        return {Kind::Unknown, "it is defined in the script that made the model, not in a library"};
    return {Kind::Unknown, "it is not on the list of what models are made of"};
}

std::string_view frameworkOfModule(std::string_view module)
{
    for (const auto &[root, name] : frameworks) {
        if (isBelow(module, root))
            return name;
    }
    return {};
}

} // namespace vitrine::format
