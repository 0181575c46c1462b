// CloudWatch: its operations, in the protocols that its clients speak: JSON, CBOR and, the older ones, query.
import { operationTable } from '../../wire/operation';
import { queryService } from '../../wire/queryService';
import { awsJson, rpcV2Cbor } from '../../wire/rpcProtocols';
import { rpcService } from '../../wire/rpcService';
import type { Service, WireRequest } from '../../wire/service';
import { getMetricData } from './getMetricData';
import { getMetricStatistics } from './getMetricStatistics';
import { listMetrics } from './listMetrics';

const operations = operationTable([getMetricData, getMetricStatistics, listMetrics]);

const rpc = { name: 'GraniteServiceVersion20100801', namespace: 'com.amazonaws.cloudwatch', operations };
const json = rpcService(awsJson, rpc);
const cbor = rpcService(rpcV2Cbor, rpc);
const query = queryService({
  version: '2010-08-01',
  xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  operations,
});

function spokenIn({ headers }: WireRequest): Service {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return cbor;
  return headers['x-amz-target'] === undefined ? query : json;
}

export const cloudWatch: Service = {
  operations,
  read: (request) => spokenIn(request).read(request),
  writeOutput: (schema, output, requestId, request) =>
    spokenIn(request).writeOutput(schema, output, requestId, request),
  writeError: (error, requestId, request) => spokenIn(request).writeError(error, requestId, request),
};
