#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Python server of models does for each request: peer_server.py MODEL.joblib PROTOTYPE.json PORT

FastAPI and pydantic check a list of records, pandas makes a DataFrame of it, scikit-learn predicts, a list goes back; uvicorn runs
it with its defaults. vetiver's server is built in this way and does a little more.
"""
import json
import sys

import joblib
import pandas
import uvicorn
from fastapi import FastAPI
from pydantic import create_model

model = joblib.load(sys.argv[1])
with open(sys.argv[2]) as prototype:
    Row = create_model("prototype", **{column["name"]: (float, ...) for column in json.load(prototype)})
app = FastAPI()


@app.post("/predict")
async def predict(rows: list[Row]):
    return {"predict": model.predict(pandas.DataFrame([row.dict() for row in rows])).tolist()}


uvicorn.run(app, port=int(sys.argv[3]))
