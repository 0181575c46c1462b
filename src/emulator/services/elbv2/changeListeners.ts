// CreateListener, ModifyListener and DeleteListener.
import {
  CreateListener$,
  DeleteListener$,
  ModifyListener$,
  type CreateListenerInput,
  type CreateListenerOutput,
  type DeleteListenerInput,
  type DeleteListenerOutput,
  type ModifyListenerInput,
  type ModifyListenerOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { operation, type Checked } from '../../wire/operation';
import {
  createListener as create,
  deleteListener as remove,
  modifyListener as modify,
} from '../../world/listeners';
import { listenerShape } from './loadBalancerShapes';
import { findListener, findLoadBalancer } from './lookup';
import { readTags } from './tagInput';

export const createListener = operation(
  CreateListener$,
  [
    'LoadBalancerArn',
    'Protocol',
    'Port',
    'SslPolicy',
    'Certificates',
    'DefaultActions',
    'AlpnPolicy',
    'Tags',
    'MutualAuthentication',
  ],
  (input: Checked<CreateListenerInput>, { world, now }): CreateListenerOutput => {
    const loadBalancer = findLoadBalancer(world, input.LoadBalancerArn);
    const listener = create(world, loadBalancer, input, readTags(input.Tags), now);
    return { Listeners: [listenerShape(loadBalancer, listener)] };
  },
);

export const modifyListener = operation(
  ModifyListener$,
  [
    'ListenerArn',
    'Port',
    'Protocol',
    'SslPolicy',
    'Certificates',
    'DefaultActions',
    'AlpnPolicy',
    'MutualAuthentication',
  ],
  (input: Checked<ModifyListenerInput>, { world, now }): ModifyListenerOutput => {
    const { loadBalancer, listener } = findListener(world, input.ListenerArn);
    modify(world, loadBalancer, listener, input, now);
    return { Listeners: [listenerShape(loadBalancer, listener)] };
  },
);

export const deleteListener = operation(
  DeleteListener$,
  ['ListenerArn'],
  (input: Checked<DeleteListenerInput>, { world, now }): DeleteListenerOutput => {
    const { loadBalancer, listener } = findListener(world, input.ListenerArn);
    remove(world, loadBalancer, listener, now);
    return {};
  },
);
